"""The tables that Python writes: ``landing`` (what arrived) and ``staging`` (what the pages say), column by column.

Staging columns are the fields of the NamedTuples of ``warehouse/parse/rows.py``, in their order; a test holds them
together.  A column may be null only where its NamedTuple says ``| None``.  No table has a primary key (DuckDB's key
indexes grow with the table, deleting and inserting by page doesn't); that keys are unique is tested in dbt.

Types: text VARCHAR; counts and sizes BIGINT; offsets, positions and years INTEGER; values and scores DOUBLE;
``_at`` TIMESTAMP in UTC; ``_on`` and dates DATE; lists VARCHAR[], DATE[] and BIGINT[], empty where there is nothing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType

METADATA = sa.MetaData()


class ListOf(UserDefinedType[list[Any]]):
    """A DuckDB list such as VARCHAR[]; rows travel as Arrow, so it only has to name itself."""

    cache_ok = True

    def __init__(self, element: str) -> None:
        self.element = element

    def get_col_spec(self, **_: Any) -> str:
        return f"{self.element}[]"


def text(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, comment=comment, nullable=null)


def integer(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, comment=comment, nullable=null)


def count(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, comment=comment, nullable=null)


def number(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double, comment=comment, nullable=null)


def boolean(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, comment=comment, nullable=null)


def date(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, comment=comment, nullable=null)


def time(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime, comment=f"{comment}; UTC", nullable=null)


def texts(name: str, comment: str, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, ListOf("VARCHAR"), comment=f"{comment}; empty if none", nullable=null)


def dates(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, ListOf("DATE"), comment=f"{comment}; empty if none", nullable=False)


def whole_numbers(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, ListOf("BIGINT"), comment=comment, nullable=False)


def offsets(of_what: str) -> tuple[sa.Column[Any], sa.Column[Any]]:
    """char_start and char_end; ``substr(pages.text, char_start + 1, char_end - char_start)`` gives the words."""
    where = "0-based code points into staging.pages.text"
    return (
        integer("char_start", f"where {of_what} begins: {where}"),
        integer("char_end", f"where {of_what} ends, exclusive: {where}"),
    )


NULL = True  # "null=NULL" reads as what it means beside a column

FILES = sa.Table(
    "files",
    METADATA,
    text("source_name", "name of the landing place that the file came from (--source, else its folder's name)"),
    text("source_file", "path inside the landing place, NFC, forward slashes; bytes that are no UTF-8 as \\xff"),
    text("file_sha256", "SHA-256 of the bytes in hex; also their name under landing/raw/"),
    count("size_bytes", "size of the file in bytes"),
    time("modified_at", "when the file was last changed, as its landing place said; null if it doesn't say", NULL),
    time("landed_at", "when this version landed; a file's current version is the one with the latest landed_at"),
    date("landed_on", "the landing day in JIANBAO_TIMEZONE"),
    text("load_id", "the night that landed it; key of landing.loads"),
    text("paper", "newspaper, from the manifest; null if it doesn't say", NULL),
    text("edition", "edition, from the manifest; null if it doesn't say", NULL),
    text("page_no", "page number as written in the manifest (may be A01); null if it doesn't say", NULL),
    date("publication_date", "day of publication, from the manifest; null if it doesn't say", NULL),
    text("source_url", "where the page was published, from the manifest; null if it doesn't say", NULL),
    schema="landing",
    comment="One row per version of a landed file: new bytes or new manifest facts make a new version. Loaded from "
    "landing/ledger.jsonl, which is the truth",
)

QUARANTINE = sa.Table(
    "quarantine",
    METADATA,
    text("source_name", "name of the landing place that the file came from"),
    text("source_file", "path inside the landing place, NFC, forward slashes"),
    text("file_sha256", "SHA-256 of the bytes, which are kept under landing/raw/; null where none could be read", NULL),
    count("size_bytes", "size of the file in bytes, 0 where it could not be looked at"),
    text("kind", "why, as a code: empty, image, undecodable, too_large, symlink, manifest_date …"),
    text("reason", "why, for people, with the remedy"),
    time("seen_at", "when the file was first found to be so"),
    text("load_id", "the night that found it; key of landing.loads"),
    text("paper", "newspaper, from the manifest; null if it doesn't say", NULL),
    text("page_no", "page number as written in the manifest; null if it doesn't say", NULL),
    date("publication_date", "day of publication, from the manifest, else the file's name; null if neither says", NULL),
    schema="landing",
    comment="One row per file that can't become a page, or per thing wrong with a manifest, with the reason",
)

LOADS = sa.Table(
    "loads",
    METADATA,
    text("load_id", "the night's key, which sorts by time; also the name of its folder under published/versions/"),
    time("started_at", "when the night began"),
    time("finished_at", "when the night ended; null while it runs and if it was killed", NULL),
    count("file_count", "files and new versions of files landed in this night"),
    count("quarantined_count", "files quarantined in this night"),
    count("page_count", "pages in the warehouse after this night; null while it runs and if it was killed", NULL),
    count("article_count", "articles in the warehouse after this night; null while it runs and if it was killed", NULL),
    count("people_count", "people in the warehouse after this night; null while it runs and if it was killed", NULL),
    count(
        "metric_count", "quantities in the warehouse after this night; null while it runs and if it was killed", NULL
    ),
    count("problem_count", "problems in the warehouse after this night; null while it runs and if it was killed", NULL),
    boolean("is_published", "whether the night's marts became the published version"),
    text("parser_version", "12 hex digits that name the parser's rules and word lists in this night"),
    number("seconds", "how long the night took; null while it runs and if it was killed", NULL),
    schema="landing",
    comment="One row per night (load) that had something to do",
)

TOUCHED_PAGES = sa.Table(
    "touched_pages",
    METADATA,
    text("page_id", "key of staging.pages, if the page is still there"),
    schema="landing",
    comment="One row per page that was read anew or removed since the published version was made; some stand twice. "
    "A build makes their rows again, and publishing copies them",
)

BUILDS = sa.Table(
    "builds",
    METADATA,
    text("inputs_hash", "hash of the models and word lists that the marts were made with"),
    text("base_load_id", "published version that the touched pages are counted from; null if none: copy all", NULL),
    text("keys", "JSON object: by mart with rows by page the column, page_id or article_id, that they are replaced by"),
    schema="landing",
    comment="One row per build whose marts stand in this file and are whole: one, or none since a build failed",
)

PAGES = sa.Table(
    "pages",
    METADATA,
    text("page_id", "key; follows from source_name and source_file alone, so it survives new bytes"),
    text("source_name", "name of the landing place that the page came from"),
    text("source_file", "path inside the landing place, NFC, forward slashes"),
    text("file_sha256", "SHA-256 of the bytes that were read; key of landing.files together with the file's name"),
    text("paper", "newspaper; null if neither manifest, file name nor text tells", NULL),
    text("edition", "edition; null if not told", NULL),
    text("page_no", "page number as written (may be A01); null if not told", NULL),
    date("publication_date", "day of publication; null if unproven, never guessed", NULL),
    integer("publication_year", "year of publication; null if unproven", NULL),
    text("date_basis", "what proves date or year: manifest, filename, masthead, text, anniversary, era, none"),
    texts("date_evidence", "the words that prove date or year, as written"),
    text("encoding", "encoding that the bytes were decoded with"),
    text("media_type", "kind of file, such as text/plain"),
    text("text", "the decoded page; only BOM, CR LF and NUL are changed. All offsets count in it"),
    count("char_count", "length of text in code points"),
    text("jurisdiction", "district, county or city whose affairs the page reports; null if not told", NULL),
    text("source_url", "where the page was published; null if the manifest doesn't say", NULL),
    texts("corrections", "corrections by hand that stood in ref_corrections when the page was read, in words"),
    count("correction_count", "how many of them could be applied"),
    text("parser_version", "12 hex digits that name the rules and word lists that read the page"),
    time("landed_at", "when the bytes landed; equals landing.files.landed_at of the version that was read"),
    time("parsed_at", "when the page was read"),
    date("filed_on", "publication date, else landing day: the day that orders and bounds all facts of the page"),
    schema="staging",
    comment="One row per page, as read from its current bytes",
)

ARTICLE_SPANS = sa.Table(
    "article_spans",
    METADATA,
    text("span_id", "key"),
    text("page_id", "the page; key of staging.pages"),
    text("article_id", "the article; null for furniture (mastheads, page numbers, adverts)", NULL),
    text("role", "what the piece is: headline, body, byline, caption, furniture …"),
    *offsets("the piece"),
    integer("seq", "reading order in the article; for furniture, order on the page"),
    schema="staging",
    comment="One row per contiguous piece of a page's text that plays one role; they cover every character once",
)

ARTICLES = sa.Table(
    "articles",
    METADATA,
    text("article_id", "key; follows from the page and the first characters of the body"),
    text("page_id", "the page; key of staging.pages"),
    integer("seq", "order of the article on its page"),
    text("title", "what to call the article: the headline, else the gist of its lead"),
    text("title_basis", "where the title comes from: headline or lead"),
    text("kicker", "引题, the line above the headline; null if none", NULL),
    text("headline", "lines of the headline, joined by one space; null if none was found", NULL),
    text("deck", "副题, the line below the headline; null if none", NULL),
    number("headline_score", "how well headline and body match, higher is better; null without headline", NULL),
    text("runner_up", "the next best headline of the page for this body; null if there is no other title", NULL),
    number("runner_up_score", "how well the next best fits, 0 to 1; null if there is none", NULL),
    text("body", "section headings and paragraphs in reading order, joined by line feeds"),
    text("lead", "the first paragraph"),
    text("form", "kind of text: news, brief, feature, interview, commentary, photo, document …"),
    text("genre", "kind of happening: meeting, inspection, visit, appointment, statistics …"),
    text("dateline_place", "place named before the text (本报北京讯); null if none", NULL),
    text("source_agency", "agency that the text was taken from (新华社); null if none", NULL),
    text("column_name", "column (栏目) that it appeared in; null if none", NULL),
    date("event_date_start", "day that the event began; null if unproven", NULL),
    date("event_date_end", "day that the event ended; null if unproven", NULL),
    dates("event_dates", "all days of the event, where they aren't one run"),
    text("event_month_day", "month and day (09-15) where the year is unproven; else null", NULL),
    text("event_month_day_end", "last month and day where the year is unproven; else null", NULL),
    text("event_date_text", "the words that date the event, as written; null if none", NULL),
    texts("reporters", "names of 记者 in the byline"),
    texts("correspondents", "names of 通讯员 in the byline"),
    texts("photographers", "names of those who took the photos, from bylines and captions"),
    texts("editors", "names of 编辑 in the byline"),
    texts("places", "places named in the article, as first written, in this order"),
    texts("organisations", "organisations named in the article, as first written, in this order"),
    texts("keywords", "words that tell the article from others, the best first"),
    whole_numbers("signature", "32 MinHash slots by which reprints are found; empty for very short bodies"),
    *offsets("the article (its hull, which may hold parts of others: cut with article_spans instead)"),
    schema="staging",
    comment="One row per article of a page",
)

BYLINES = sa.Table(
    "bylines",
    METADATA,
    text("byline_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("name", "the person's name without the spaces of the layout"),
    text("kind", "reporter, correspondent, photographer or editor"),
    text("qualifier", "word before the role (首席, 实习, 本报); null if none", NULL),
    text("unit_written", "unit that the person writes for, as written; null if none", NULL),
    integer("seq", "order of the names in the byline"),
    *offsets("the name"),
    schema="staging",
    comment="One row per person named in the byline of an article",
)

APPEARANCES = sa.Table(
    "appearances",
    METADATA,
    text("appearance_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("name", "the person's name without the spaces of the layout"),
    text("role", "leader, attendee, citizen, expert or national"),
    texts("posts", "posts given to the person in this article, as written"),
    text("organisation", "organisation of the first post that names or implies one; null if none does", NULL),
    text("jurisdiction", "district, county or city of that post, else of the page; null if neither is known", NULL),
    boolean("is_speaker", "whether the article reports words of this person"),
    integer("list_position", "1-based place in the list of names that the person stands in; null outside lists", NULL),
    count("mention_count", "how often the article names the person"),
    *offsets("the first mention of the name"),
    text("rule", "name of the rule that found the person"),
    number("confidence", "0 to 1, higher is surer: it ranks, it is no probability"),
    schema="staging",
    comment="One row per person and article; people of the byline are not among them",
)

POST_SIGHTINGS = sa.Table(
    "post_sightings",
    METADATA,
    text("sighting_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("name", "the person's name without the spaces of the layout"),
    text("post_written", "the post's words without the layout's line breaks"),
    text("post", "the post without the place and without 代, 原, 拟任, 候选人 (代区长 is 区长, 副区长 stays)"),
    text("organisation", "the body that the post belongs to, in full where the page tells its place; else null", NULL),
    text("organisation_form", "the body's full name with ~ for a place that the page doesn't tell; else null", NULL),
    text("seat_title", "title of the seat (书记, 主任) where only one person holds it in this body; else null", NULL),
    text("jurisdiction", "district, county or city of the body; null if unknown", NULL),
    text("level", "province, city, county, township or village; null if the words tell none", NULL),
    text("tenure_status", "full, acting (代), nominee (拟任, 候选人), former (原) or in_charge (主持工作)"),
    text("announcement", "appointed, elected, removed, resigned or nominated; null where only mentioned", NULL),
    *offsets("the post's words"),
    text("rule", "name of the rule that read the post"),
    number("confidence", "0 to 1, higher is surer: it ranks, it is no probability"),
    schema="staging",
    comment="One row per post that an article gives a person at one mention",
)

EVENTS = sa.Table(
    "events",
    METADATA,
    text("event_id", "key; follows from the article, the kind, and the name of what happened or who led it"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    integer("seq", "order of the event in its article"),
    text("kind", "meeting, inspection, supervision, consolation, visit, signing, lecture … (as articles.genre)"),
    text("organiser", "who holds it, the full name where known; null if the article names none", NULL),
    text("body_name", "the body that meets (常委会, 区政府), the full name; null if it is no body's session", NULL),
    text(
        "session_written", "term and session as written (十六届第三次全体会议), the body left out; null if none", NULL
    ),
    text("session_key", "term and session as numbers (16-3, -29 without term); null if none", NULL),
    text("name_written", "name of the meeting or ceremony as written; null if it has none", NULL),
    text("place", "where, as written; null if not told", NULL),
    date("event_date_start", "first day; null if unproven", NULL),
    date("event_date_end", "last day; null if unproven", NULL),
    text("event_month_day", "month and day (09-15) where the year is unproven; else null", NULL),
    boolean("is_together", "false where the people were in different places (分别走访)"),
    text("text", "the sentences that tell it first, without the layout's line breaks"),
    *offsets("text"),
    text("rule", "name of the rule that found it"),
    schema="staging",
    comment="One row per meeting, visit, appointment … that an article reports",
)

EVENT_PEOPLE = sa.Table(
    "event_people",
    METADATA,
    text("event_person_id", "key; follows from the event, the name and the part"),
    text("event_id", "the event; key of staging.events"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("appearance_id", "the person in this article; key of staging.appearances"),
    text("name", "the person's name without the spaces of the layout"),
    text(
        "part", "主持, 带队, 宣讲, 讲话, 汇报, 陪同, 被慰问, 出席 or 其他, the first that is told; 任职 and 免职 apart"
    ),
    text("list_id", "the list of names that the name stands in, by its names; null outside lists", NULL),
    integer("list_position", "1-based place in that list; null outside lists", NULL),
    boolean("is_list_complete", "whether the list ends without 等; null outside lists", NULL),
    text("list_order", "by_rank, or by_strokes where the page says so; null outside lists", NULL),
    text(
        "list_level", "level of all posts of the list: county, township …; null outside lists or if they differ", NULL
    ),
    text("list_system", "party, congress, government, cppcc …, of all posts of the list; null if they differ", NULL),
    *offsets("the name"),
    text("rule", "name of the rule that read the part, with the verb"),
    schema="staging",
    comment="One row per event, person and part",
)

METRICS = sa.Table(
    "metrics",
    METADATA,
    text("metric_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("text", "the words that state number, unit and what is counted, without the layout's line breaks"),
    number("value", "the full number in unit (340.64亿元 is 34064000000); of a range its lower end"),
    number("value_low", "lower end of a stated range; null unless a range is stated", NULL),
    number("value_high", "upper end of a stated range; null unless a range is stated", NULL),
    number("value_step", "precision as written, in unit (340.64亿 is exact to 1000000)"),
    text("unit", "plain Chinese unit word without 万 and 亿: 元, 平方米, 人次, %"),
    text("unit_written", "the unit as the page writes it"),
    text("unit_family", "word under which equal units meet: 名, 位 and 人 are one family"),
    text("dimension", "what the unit measures: count, money, area, length, duration, share …"),
    text("indicator", "what is measured, as written; null if not found", NULL),
    text("modifier", "approx, at_least or at_most; null for a plain number", NULL),
    text("comparison", "words of the comparison (同比增长); null if none", NULL),
    text("comparison_basis", "what it is compared with: yoy, mom, qoq, vs_plan …; null if nothing", NULL),
    integer("change_sign", "1 for growth, 0 for no change, -1 for decline; null if no change is stated", NULL),
    boolean("is_cumulative", "whether the text says it is a running total (累计); null if unknown", NULL),
    text("period_text", "the words for the time that the number is about; null if none", NULL),
    date("period_start_on", "first day of that time; null if unproven", NULL),
    date("period_end_on", "last day of that time, inclusive; null if unproven", NULL),
    text("status", "target (promised), actual (reported) or standing (a rule or a fact that lasts)"),
    text("action", "the verb that governs the number, as written; null if none", NULL),
    text("stage", "planned, signed, started, under_way, completed or in_use; null if not told", NULL),
    text("place", "place that the number is about; null if not told", NULL),
    text("organisation", "organisation that the number is about; null if not told", NULL),
    text("speaker_name", "who says it, where words are reported; else null", NULL),
    text("section_heading", "section heading above it; null if none", NULL),
    text("sentence", "the sentence that holds it"),
    *offsets("text"),
    text("rule", "name of the rule that found the number"),
    number("confidence", "0 to 1, higher is surer: it ranks, it is no probability"),
    schema="staging",
    comment="One row per quantity that an article states",
)

ARTICLE_ENTITIES = sa.Table(
    "article_entities",
    METADATA,
    text("article_entity_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("kind", "place, organisation or project"),
    text("name", "full name where the article or the official list tells it, else as written"),
    text("name_written", "the words of the first mention, without the layout's line breaks"),
    texts("names_written", "all forms in which the article writes it, the first mention's first"),
    text("scope", "the place in which the name is unique (全国 for provinces to counties); null if unknown", NULL),
    text("code", "GB/T 2260 code of provinces, cities and counties; null below them and where unknown", NULL),
    text("level", "of places province, city, county, zone, town or village; of organisations their type"),
    text("parent_name", "of a place: the place that it belongs to; null if unknown", NULL),
    text("relation", "what it is to the article: organiser, site, subject, participant or mentioned"),
    count("mention_count", "how often the article names it"),
    *offsets("the first mention"),
    text("rule", "name of the rule that found it"),
    schema="staging",
    comment="One row per article and place, organisation or project that it names",
)

ARTICLE_TERMS = sa.Table(
    "article_terms",
    METADATA,
    text("article_term_id", "key"),
    text("article_id", "the article; key of staging.articles"),
    text("page_id", "the page; key of staging.pages"),
    text("term", "the words of the first mention, without the layout's line breaks"),
    text("canonical_term", "the form under which all spellings of a formula or slogan meet; of a keyword the term"),
    text("kind", "keyword, formula (六稳六保, 三个二七) or slogan"),
    number("score", "tf-idf of a keyword; null for formulas and slogans, which are not ranked", NULL),
    count("mention_count", "how often it stands in the article"),
    *offsets("the first mention"),
    text("rule", "name of the rule that found it"),
    schema="staging",
    comment="One row per keyword, formula or slogan of an article",
)

PROBLEMS = sa.Table(
    "problems",
    METADATA,
    text("problem_id", "key"),
    text("page_id", "the page, key of staging.pages; null where no page came of the file", NULL),
    text("source_name", "name of the landing place that the file came from"),
    text("source_file", "path inside the landing place, NFC, forward slashes"),
    text("step", "step of the night that met it: land, parse …"),
    text("kind", "what it is, as a code"),
    text("message", "what it is, for people"),
    time("seen_at", "when it was met"),
    schema="staging",
    comment="One row per thing that could not be read or does not agree",
)

PAGE_TABLES = (
    PAGES,
    ARTICLE_SPANS,
    ARTICLES,
    BYLINES,
    APPEARANCES,
    POST_SIGHTINGS,
    EVENTS,
    EVENT_PEOPLE,
    METRICS,
    ARTICLE_ENTITIES,
    ARTICLE_TERMS,
    PROBLEMS,
)  # replaced page by page
