"""Target, actual or standing: the mood of the words around a number.

What is promised is told once and holds for the list that follows (力争新建5所、改造3所); so does what was done.
 What is so
now (现有护士486人, 占地52亩) is standing.
"""

from __future__ import annotations

import functools
import re

from warehouse.parse.quantities import BEFORE_APPROX, BEFORE_AT_LEAST, BEFORE_AT_MOST, Quantity

CLAUSE = re.compile(r"[，；：。！？\n]")
WILL = (
    "将(?=于|在|达|新|建|完成|实现|投入|改造|继续|进一步|全面|有|会|再|陆续|围绕|重点|"
    "举行|举办|开展|推进|从|对|按|为|通过|带动|实施|打造|加快|提高|启动|形成|超|突破|"
    "持续|聚焦|以|把|安排|组织|培育|引进|增加|减少|累计|力争|还|分|采取|是|要|争取|全部)"
)
MUST = "要(?!\\d|花|求|素|点|闻|道|害|紧|塞|领|件|么|不是|坐|等|跑|走|花|雇|盖|请|用|是)"
FUTURE = re.compile(
    rf"{WILL}|{MUST}|力争|确保|争取|列入|(?<![比较原度占])计划(?!的|生育|任务|总|投资的|草案|报告|执行)|拟(?:建|于|投|用|新|引|招|在|将|实施)|预计(?!全年[^，]{{0,8}}(?:增长|完成)百)|目标(?:是|为)|有望|需要?(?=在|于|完成|投)|须(?=在|于)|务必|"
    r"到20[2-5]\d年|年底|年内|月底前|底前|明年|努力实现|下一步|今后|未来|奋力|再(?:打通|新建|建|拆|改造|新增)|限\d|提出[，：]?(?:明年|今年|到|20)|建议(?=设立|增|在|尽快|由|对)|不得|应(?:每|当|在)|达产后"
)
REVIEW = re.compile(r".{0,6}(?:工作回顾|成绩单|过去一年|一年来|过去五年|回眸|去年|20\d\d年，)")
IMPERATIVE = re.compile(
    r"(?:^|[，；：。、])(?:要|全力|加快|抓好|推进|推动|打造|打通|引进|培育|实施|力促|着力|持续|统筹|高标准|高质量|扎实|积极|大力|重点|围绕|强化|落实|做好|完善|优化|开展|抓实|建好|办好|启动|支持|深入|新建|改造|新增|完成|整治|建设|开工)"
)
AGENDA = re.compile(
    r"(?:目标(?:是|为|任务)|(?:提出|要求|明确|部署)[，：](?:明年|今年|到20|20\d\d年)|工作安排|目标任务|实事项目|主要目标)"
)
PAST = re.compile(
    r"已|了(?!解)|截至|以来|去年|上年|累计(?!将)|同比|曾|至此|(?:完成|占)(?:年度|全年|年初)[^，。；]{0,6}(?:计划|目标|任务)|全年[^，。；]{0,12}预计增长"
)
DONE = re.compile(
    r"完成(?=[^，。；]{0,14}\d)(?!好)|建成(?=[^，。；]{0,10}\d)|实现(?=[^，。；]{0,14}\d)|达(?=\d|到\d)|新增(?=[^，。；]{0,8}\d)|共(?!建|同|享|有)(?=[^，。；]{0,8}\d)|投入|收到|获|发放|帮助|接待|吸引|当选|受理|办理|检查|排查|整改|"
    r"开工|签约|竣工|通车|投用|种植|收获|培训|转移|救治|查处|销售|突破|超过|卖|挣|捐|用时|过(?=\d)|出动|清理|拆除|查出|接诊|免费送|更换|筹资|提供|带来|参加|参与|组织|举办|开展|走访|慰问|送去|覆盖|惠及|增长|下降|减少|提高|缩短|前\d|一季度|上半年|三季度|1[—~至-]\d+月"
)
STANDING = re.compile(
    r"(?:现有|现存|共有|拥有|设有|配备|涉及|占地|总面积|下辖|辖|安葬着|威胁|总库容|担负着|划分|其中|包括|平均年龄|狠抓|抓好二七|服务着)[^，。；]{0,14}$"
    r"|(?:只有|仅有|还有|已有|有|可(?:容纳|停|供|满足|享受|提供)?|距|每[人亩户天年月次吨斤个名间公餐]{1,2}|容量|库容|长约?|宽约?|高约?|面积|占|应到代表|为|是|含|补助|保证金|成本|达产后)(?:了|约|共)?$"
)
STANDING_DIMENSIONS = frozenset(("age", "length", "area", "temperature", "volume", "power", "duration", "rate"))


def read_status(
    sentence: str, clause_start: int, clause_end: int, quantity: Quantity, comparison: str | None, mood: str | None
) -> str:
    """Target, actual or standing: the mood of the sentence up to the number, its own clause last.

    What is promised is told once and holds for the list that follows (力争新建5所、改造3所); so does what was done.
    """
    if quantity.dimension == "age":
        return "standing"
    moods = [mood_of for clause in CLAUSE.split(sentence[:clause_start]) if (mood_of := _mood_of(clause))]
    for found in moods:
        mood = found if found != "done" or mood != "target" else mood
    clause, head = sentence[clause_start:clause_end], sentence[clause_start : quantity.start]
    own = _mood_of(clause)
    if (
        own == "target"
        or (own in (None, "done") and mood == "target")
        or (mood is None and own != "actual" and IMPERATIVE.search(clause))
    ):
        return "target"
    bare_head = re.sub(rf"(?:{BEFORE_APPROX}|{BEFORE_AT_LEAST}|{BEFORE_AT_MOST})$", "", head)
    if STANDING.search(bare_head) and not comparison and not re.search(r"已(?=有|为|是)|(?:增|建|完)成", head):
        return "standing"
    if own or comparison or mood:
        return "actual"
    return "standing" if quantity.dimension in STANDING_DIMENSIONS else "actual"


@functools.lru_cache(maxsize=1024)
def _mood_of(clause: str) -> str | None:
    """The mood that a clause sets: target, actual (已, 截至 …: outweighs a plan that it mentions) or done (a
    verb that a plan can have too)."""
    if PAST.search(clause):
        return "actual"
    if FUTURE.search(clause):
        return "target"
    return "done" if DONE.search(clause) else None
