"""What kind of article: form, genre, dateline, agency, column."""

from __future__ import annotations

import pytest

from warehouse.parse.kind import read_agency, read_column, read_dateline, tell_form, tell_genre

LONG, SHORT = "会议强调，要压实责任。" * 30, "县图书馆新馆昨日开放。"


@pytest.mark.parametrize(
    ("headline", "body", "has_caption", "has_sections", "form"),
    [
        ("区委召开常委会会议", LONG, False, False, "news"),
        ("新馆开放", SHORT, False, False, "brief"),
        ("采茶忙", SHORT, True, False, "photo"),
        ("一个山村的变迁", LONG, False, True, "feature"),
        ("·望川时评· 让数据多跑路", LONG, False, False, "commentary"),
        ("专访县作协主席", LONG, False, False, "interview"),
        ("新修订的条例有哪些变化？权威解读来了", LONG, False, False, "explainer"),
        ("干部任前公示", LONG, False, False, "document"),
    ],
)
def test_the_form_is_told(headline: str, body: str, has_caption: bool, has_sections: bool, form: str) -> None:
    assert tell_form(headline, body, has_caption, has_sections) == form


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("区委常委会召开会议传达学习上级精神", "meeting"),
        ("丁怀远到开发区调研", "inspection"),
        ("岳明川督导防汛工作", "supervision"),
        ("区领导走访慰问困难职工", "consolation"),
        ("十个项目集中签约", "signing"),
        ("韦可当选望川区人民政府区长", "election"),
        ("区人大常委会任命一批干部", "appointment"),
        ("区纪委监委通报三起典型案例", "discipline"),
        ("仓库突发火灾 消防紧急处置", "accident"),
        ("省党校教授来望川作专题讲座", "lecture"),
        ("广场舞比赛火热开场", "culture"),
        ("水蜜桃熟了", "other"),
    ],
)
def test_the_genre_is_told(text: str, genre: str) -> None:
    assert tell_genre(text) == genre


@pytest.mark.parametrize(
    ("lead", "agency"),
    [
        ("新华社北京9月27日电记者获悉，", "新华社"),
        ("据新华社电，", "新华社"),
        ("本报讯9月27日，记者从新华社获悉，", None),
    ],
)
def test_the_agency_of_a_lead_is_read(lead: str, agency: str | None) -> None:
    assert read_agency(lead) == agency


@pytest.mark.parametrize(
    ("lead", "place"),
    [("新华社北京9月27日电记者获悉，", "北京"), ("新华社乌鲁木齐3月5日电", "乌鲁木齐"), ("本报讯9月27日，", None)],
)
def test_the_place_of_a_dateline_is_read(lead: str, place: str | None) -> None:
    assert read_dateline(lead) == place


@pytest.mark.parametrize(
    ("headline", "column"),
    [("·望川时评·让数据多跑路", "望川时评"), ("【健康讲堂】春季养生", "健康讲堂"), ("让数据多跑路", None)],
)
def test_a_standing_column_is_read(headline: str, column: str | None) -> None:
    assert read_column(headline) == column
