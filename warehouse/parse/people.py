"""Names, posts and roles of the people in an article.

A name is found by evidence that adds up, not by one pattern: how likely its characters are in names, what stands before
it (a title, a list, the start of a clause) and behind it (a verb of saying or doing, a title), whether the word boundaries
agree, and whether the article names it again.  A name seen once with strong evidence is found everywhere in the article.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import rjieba

from warehouse.parse import words
from warehouse.parse.text import Flow, fold


class Name(NamedTuple):
    """A name in a text; ``rule`` says which evidence weighed most."""

    start: int
    end: int
    name: str
    score: float
    rule: str


class Person(NamedTuple):
    """A person of an article, before the ids: offsets are into the flow in which the first mention stands."""

    name: str
    role: str
    posts: list[str]
    is_speaker: bool
    list_position: int | None
    mention_count: int
    flow: int  # index of the flow of the first mention
    start: int
    end: int
    rule: str
    confidence: float


ACCEPT = 2.4  # score at which a candidate is taken for a name
SURE = 4.0  # score at which it is looked for in the whole article
SPEECH = ["回应", "回答", "补充", "谈到", "提到", "听", "表示", "强调", "指出", "要求", "说", "介绍", "告诉", "坦言", "认为", "提出", "宣布", "传达", "通报", "讲话", "讲述", "感慨", "感叹", "回忆", "表态", "解释", "直言", "叮嘱", "坦承", "希望", "提醒", "建议", "点评", "总结", "致辞", "发言", "笑着", "笑道", "高兴地", "激动地", "自豪地", "动情地", "深有感触", "算了", "算起", "如是"]
LEADS = ["主持", "带队", "带领", "率队", "率", "主讲", "调研", "督导", "督查", "检查", "走访", "慰问", "看望", "会见", "视察", "宣讲", "深入", "来到", "先后", "一行", "实地", "代表", "部署", "听取", "察看", "查看", "宣读", "领学", "作了", "作报告", "作主", "为", "围绕", "向", "对", "到", "会见", "接待", "签署", "随机", "仔细", "详细", "认真", "紧扣", "现场", "首先", "随后", "分别", "主办", "逐一", "逐项", "肯定", "感谢", "询问", "走进", "走上", "赶到", "赶赴", "检查", "调度", "分赴", "陪着", "交流", "仔细", "坚持", "带着", "带头", "自愿", "自掏", "主动", "负责", "创办", "创作", "承包", "流转", "返乡", "接过", "拿着", "说起", "谈起", "站在", "坐在", "正忙", "忙着"]
PRESENT = ["参加", "出席", "陪同", "列席", "参与", "到会", "莅临", "在座", "等参"]
DOES = ["荣获", "辞去", "面向", "不再", "离开", "接任", "当选", "获得", "担任", "兼任", "曾", "任", "同志", "等", "夫妇", "夫妻", "父子", "母子", "兄弟", "姐妹", "老人", "先生", "女士", "一家", "家", "们", "今年", "现年", "正在", "正", "便", "就", "从", "与", "和", "及", "以", "将", "还", "又", "也", "已", "是", "因", "被", "用", "把", "在", "给", "让", "有", "没", "不", "每", "自", "种", "养", "开", "当", "做", "作", "成为", "加入", "毕业", "退休", "出生", "决定", "站", "坐", "拿", "捧", "接", "看着", "指着", "拉着", "握", "抱", "乐", "高兴", "激动", "之", "的", "她", "他", "手", "这", "那"]
FUNCTION_BEFORE = "由向与对给请据在听让被是和及同跟把为从受经到以有指令使劝找问见，。；：！？、（）“”‘’《》—…·□/"
PUNCTUATION = "，。；：！？、（）“”‘’《》—…/□"
NOT_AFTER = "区县市镇乡村街路桥河江湖山岛湾沟庄寨屯坡店港巷楼寺庙祠塔庵峡岭泉溪渠坝渡"  # 张家湾, 王府井 are places
PLACE_TAIL = frozenset("区县市镇乡村街路桥河江湖省州厂局院部委办校队党层组台站")
WORDS_NOT_NAMES = frozenset(
    ["高度", "高效", "高质", "高标", "高品", "高位", "高新", "高速", "高校", "高中", "高考", "全面", "全区", "全县", "全市", "全国", "全省", "全力", "全程", "全体", "全民", "全员", "全年", "成立", "成功", "成果", "成效", "成为", "成员", "常态", "常委", "常务", "常住", "常年", "平安", "平台", "平均", "平方", "安全", "安排", "安置", "安装", "安心", "文化", "文明", "文旅", "文件", "文艺", "文物", "方面", "方式", "方法", "方案", "方向", "时间", "时代", "时刻", "时期", "时候", "时任", "时节", "于是", "于民", "向上", "万元", "万人", "万亩", "万户", "石油", "金融", "金额", "金牌", "金秋", "白天", "白色", "经济", "经过", "经验", "经营", "明确", "明显", "明年", "明天", "应急", "应用", "应当", "关于", "关系", "关注", "关心", "关爱", "关键", "关怀", "温暖", "温馨", "温度", "温室", "商户", "商业", "商务", "商场", "计划", "计算", "计生", "连续", "连日", "连接", "解决", "解放", "解读", "管理", "管控", "管委", "管网", "管护", "项目", "项工", "相关", "相互", "相继", "从严", "从事", "从业", "从而", "原来", "原则", "原因", "原有", "和谐", "和平", "华侨", "华丽", "司法", "司机", "强化", "强调", "强烈", "康养", "康复", "农业", "农村", "农民", "农机", "农田", "田园", "田间", "水平", "水利", "水库", "水电", "水稻", "水果", "东部", "东西", "东路", "东风", "南北", "南部", "南路", "西部", "西路", "西美", "北路", "北部", "任务", "任何", "任命", "任职", "包括", "包装", "包联", "单位", "单元", "双方", "双改", "双创", "容易", "易地", "易腐", "路口", "路段", "路面", "路灯", "路网", "车辆", "车站", "车间", "车位", "车流", "马上", "马路", "牛羊", "牛奶", "花卉", "花园", "花费", "房屋", "房子", "房源", "房产", "林业", "林木", "林地", "树立", "苗木", "苗圃", "元旦", "元宵", "国家", "国际", "国庆", "国土", "国有", "冷链", "冷库", "游客", "游园", "游览", "公司", "公里", "公园", "公共", "公开", "公安", "公路", "公众", "公平", "公示", "公告", "公斤", "公益", "生产", "生活", "生态", "生命", "生长", "党员", "党委", "党建", "党组", "党群", "党史", "党校", "党课", "党性", "党费", "党中", "支持", "支部", "支撑", "支队", "支书", "都市", "都会", "都有", "都能", "都是", "通过", "通报", "通知", "通车", "通信", "居民", "居住", "居家", "居委", "蓝天", "严格", "严重", "严肃", "严防", "严守", "严厉", "尹始", "乐观", "乐于", "乐园", "柳树", "海洋", "海岛", "海鲜", "海关", "海域", "宫颈", "占地", "占用", "占比", "种植", "种类", "种子", "种粮", "新闻", "新区", "新型", "新增", "新建", "新能", "新时", "夏季", "夏粮", "夏收", "夏播", "冬季", "秋季", "秋收", "秋冬", "春节", "春耕", "段落", "段时", "贺信", "贺词", "江边", "江面", "山水", "池塘", "古镇", "古城", "古树", "汤圆", "麦田", "麦收", "米饭", "粮食", "陶瓷", "莫过", "莫大", "管道", "法院", "法治", "法律", "法官", "法规", "后备", "后续", "后来", "何时", "何况", "祝福", "祝愿", "祝贺", "景区", "景点", "景观", "景象", "景色", "程序", "程度", "计量", "应对", "应聘", "广场", "广大", "广泛", "广播", "广告", "信息", "信用", "信访", "信心", "信号", "别墅", "别人", "空气", "空间", "空调", "门口", "门诊", "门前", "门户", "门店", "查处", "查看", "查找", "查询", "钱包", "钱款", "宣传", "宣讲", "宣布", "宣教", "宣读", "宣誓", "荣誉", "荣获", "辞去", "面向", "不再", "离开", "接任", "毕业", "毕竟", "费用", "费力", "施工", "施策", "施肥", "充分", "充电", "充足", "宋体", "童年", "白菜", "白酒", "沙滩", "沙漠", "盛况", "盛会", "盛开", "盛世", "左右", "左侧", "席位", "席卷", "利用", "利润", "利益", "利率", "干部", "干净", "干群", "干旱", "干线", "干警", "能力", "能源", "能够", "能量", "长期", "长效", "长远", "长度", "长江", "长城", "长者", "长廊", "黄河", "黄色", "黄金", "贵州", "贵宾", "云南", "云端", "云平", "云计", "阳光", "阳台", "阳性", "阳历", "丰富", "丰收", "丰产", "冀中", "鲁班", "鲁迅", "陆续", "陆路", "陆地", "武术", "武警", "武器", "戏曲", "曲目", "曲艺", "童话", "湛江", "凌晨", "祁连", "焦点", "焦虑", "巩固", "胡同", "胡乱", "许多", "许可", "尚未", "尚有", "满意", "满足", "满分", "顾客", "顾问", "顾虑", "习惯", "习俗", "姚江", "孔子", "孟子", "老师", "老人", "老年", "老旧", "老城", "老板", "齐心", "齐全", "齐抓", "薄弱", "薄膜", "雷电", "雷雨", "郎中", "龙头", "龙舟", "龙虾", "龙年", "钟头", "储备", "储存", "储蓄", "储能", "谢谢", "谢意", "甘蔗", "甘肃", "甘薯", "季度", "季节", "季军", "殷切", "殷实", "幸福", "幸运", "辛苦", "辛勤", "卫生", "卫星", "卫士", "祖国", "祖籍", "阮籍", "权力", "权利", "权益", "权威", "展示", "展现", "展览", "展开", "展区", "展望", "展馆", "步伐", "步行", "步骤", "步道", "保障", "保护", "保持", "保证", "保险", "保洁", "保留", "保供", "保温", "普通", "普及", "普遍", "普惠", "普法", "普查", "巴士", "鲜花", "鲜明", "鲜活", "鲜红", "荆棘", "尤其", "尤为", "惠民", "惠及", "惠农", "毛病", "毛利", "暴雨", "暴力", "帅气", "皮肤", "皮革", "母亲", "母婴", "邓州", "郑州", "徐州", "沈阳", "吕梁", "苏州", "杭州", "宁波", "宁夏", "温州", "韶山", "梅花", "梅雨", "麻辣", "麻将", "麻烦", "司令", "司仪", "练习", "练兵", "阎良", "富裕", "富民", "富强", "富硒", "巨大", "巨额", "巨变", "付款", "付出", "上官", "上级", "上年", "上半", "上下", "上午", "下午", "上线", "上市", "上门", "上课", "上述", "上海", "上班", "才能", "才艺", "才会", "才有", "红色", "红旗", "红利", "红军", "红火", "红包", "青年", "青少", "青春", "青山", "青菜", "青岛", "青海", "胥口", "随着", "随后", "随即", "随时", "随机", "随手", "随地", "战士", "战略", "战争", "战役", "战斗", "战友", "竞争", "竞赛", "竞技", "竞聘", "初心", "初步", "初中", "初期", "初级", "初冬", "初夏", "初春", "初秋", "危险", "危害", "危房", "危旧", "束缚", "衡阳", "植物", "植树", "植被", "植保", "冶金", "冶炼"]
)
STRONG = frozenset(("title_before", "verb_after", "title_after", "bracket_after", "after_verb"))
PARTIAL = re.compile(
    r".(?:女士|先生|大姐|大爷|大妈|大娘|大叔|奶奶|爷爷|阿姨|老|某.?|师傅|老师|总|书记|医生|同志|家.?|氏|局长?|主任|校长|镇长|县长|区长|市长|经理|工)$"
)
PLACE_AFTER = re.compile(
    r"小区|社区|花园|广场|中心|公司|集团|小学|中学|学校|幼儿园|医院|项目|街道|片区|景区|大桥|公园|水库|路|湖|酒店|超市|合作社|农场|基地|工程|板块|行动|园区|银行|支行|书院|国际|工业园|产业园|大道|村|镇|大厦|卡|杯|章"
)
DOTTED = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8}){1,3}")
HAN = re.compile(r"[\u3400-\u9fff]")


def find_names(text: str) -> list[tuple[int, int]]:
    """Spans of the person names in any text, in order, not overlapping.

    >>> text = "区委书记陈红民主持会议，区长苏建设讲话。"
    >>> [text[s:e] for s, e in find_names(text)]
    ['陈红民', '苏建设']
    """
    return [(name.start, name.end) for name in score_names(fold(text))]


def score_names(text: str) -> list[Name]:
    """The names in folded text without white space, with their scores."""
    bounds, tokens = _cut_words(text)
    candidates = _weigh_candidates(text, bounds, tokens)
    _support_lists(text, candidates)
    chosen = _choose([name for name in candidates.values() if name.score >= ACCEPT])
    return _find_again(text, chosen, bounds)


def _cut_words(text: str) -> tuple[set[int], set[tuple[int, int]]]:
    bounds, tokens, at = {0}, set(), 0
    for token in rjieba.cut(text):
        tokens.add((at, at + len(token)))
        at += len(token)
        bounds.add(at)
    return bounds, tokens


def _weigh_candidates(text: str, bounds: set[int], tokens: set[tuple[int, int]]) -> dict[tuple[int, int], Name]:
    candidates: dict[tuple[int, int], Name] = {}
    surnames, compound, wordlike = words.surnames(), words.compound_surnames(), words.wordlike_surnames()
    national = words.national_leaders()
    for match in DOTTED.finditer(text):
        name = _weigh_dotted(text, match)
        if name:
            candidates[name.start, name.end] = name
    for start, char in enumerate(text):
        if char in TRANSLITERATED and (name := _weigh_transliterated(text, start)):
            candidates[name.start, name.end] = name
        is_compound = text[start : start + 2] in compound
        if char not in surnames and not is_compound:
            continue
        before, rule = _weigh_before(text, start)
        for length in (2, 3, 4):
            end = start + length
            if end > len(text) or not all(HAN.match(c) for c in text[start:end]):
                break
            if length == 4 and not is_compound and text[start + 1] not in words.common_surnames():
                continue
            score = before + _weigh_word(text, start, end, is_compound, bounds, tokens)
            after, rule_after = _weigh_after(text, end)
            score += after
            if rule not in STRONG and rule_after not in STRONG:
                score -= 1.6 if char in wordlike else 0.8
            if text[start:end] in national:
                score += 5.0
            in_list = (start > 0 and text[start - 1] == "、") or (end < len(text) and text[end] == "、")
            score += _fit_slot(text, start, end) if in_list else 0.0
            if score > (-4.0 if in_list else 0.5) and not (
                PARTIAL.match(text[start:end])
                or PARTIAL.match(text[start : start + 3])
                or text[start:end] in words.titles()
            ):
                candidates[start, end] = Name(
                    start, end, text[start:end], score, rule if before >= after else rule_after
                )
    return candidates


def _fit_slot(text: str, start: int, end: int) -> float:
    """In an enumeration a name fills the space between two marks; what stops short of the mark is a piece of a longer one."""
    if end >= len(text) or text[end] in PUNCTUATION or text[end] in "等和与及":
        return 0.6
    return 0.0 if _verb_after(text, end) or _title_after(text, end) else -1.5


TRANSLITERATED = frozenset(
    "阿巴卜布才朝措达丹道德登迪蒂丁顿多敦尔额恩法菲费弗夫盖甘冈高戈格哥根古哈海汉赫胡霍吉加贾江杰金卡凯康科克肯孔库拉莱兰勒雷黎里力利丽莉列林琳龙鲁伦罗洛玛马麦曼梅蒙米密明莫姆木穆娜纳南内尼妮涅"
    "宁纽努诺欧帕潘佩皮毕平珀普奇恰强乔切琴热仁日若萨塞赛桑瑟莎沙尚舍申什史斯松苏索塔泰坦汤唐特提廷图托陀瓦娃万旺威维温沃乌吾西希锡夏辛欣雄休雅亚延扬耶伊依宜因英尤约泽扎詹珍治朱卓孜宗佐曾旦其合买吐甫肉衣艾汗叶娅涛不都别次央云守逊荪则翰司义仙合山对拜比祖丘昂奥班贝彼波伯查德狄杜凡福弗盖格豪赫惠霍杰卡柯莱劳里卢曼米奈诺佩乔瑞塞斯泰威沃谢詹滚"
)


def _weigh_transliterated(text: str, start: int) -> Name | None:
    """拉巴次仁, 巴特尔: names without a Chinese family name, right behind a title and before a verb or a mark."""
    if not _title_before(text, start):
        return None
    length = _run_of(text, start, 6)
    while length >= 3:
        end = start + length
        if end >= len(text) or text[end] in PUNCTUATION or _verb_after(text, end):
            return Name(start, end, text[start:end], SURE + 4, "transliterated")
        length -= 1
    return None


def _run_of(text: str, start: int, most: int) -> int:
    """How many characters from ``start`` on are of those that transliterated names are made of."""
    return next((n for n in range(most) if text[start + n : start + n + 1] not in TRANSLITERATED), most)


def _weigh_dotted(text: str, match: re.Match[str]) -> Name | None:
    """阿依古丽·买买提, 约翰·史密斯: cut free of what stands around it by the characters that such names are made of."""
    first, *_, last = match.group().split("·")
    before = next((n for n in range(len(first)) if first[len(first) - 1 - n] not in TRANSLITERATED), len(first))
    after = _run_of(text, match.end() - len(last), len(last))
    if not 1 <= before <= 8 or after == 0:
        return None
    start, end = match.start() + len(first) - before, match.end() - len(last) + after
    others = [text[at:] for at in _occurrences(text, text[start : match.end() - len(last)])]
    end = start + min([end - start, *(_common_length(text[start:end], other) for other in others)])
    return Name(start, end, text[start:end], SURE + 9, "dotted_name") if end - start >= 4 else None


def _occurrences(text: str, word: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(word), text)]


def _common_length(one: str, other: str) -> int:
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _weigh_word(
    text: str, start: int, end: int, is_compound: bool, bounds: set[int], tokens: set[tuple[int, int]]
) -> float:
    """How name-like the characters and the word boundaries are."""
    name, length = text[start:end], end - start
    weights = words.given_weights()
    given = name[2:] if is_compound and length > 2 else name[1:]
    score = sum(weights.get(char, 0.2) for char in given) * (1.0 if len(given) == 1 else 0.7)
    score = max(-3.0, min(2.2, score))
    if is_compound:
        score += 1.2 if length > 2 else -3.0
    else:
        score += 0.5 if name[0] in words.common_surnames() else -1.2
        score += -2.0 if length == 4 else 0.5 if length == 3 else 0.0
    if name in words.ordinary_words() or name in WORDS_NOT_NAMES or name[:2] in WORDS_NOT_NAMES:
        score -= (
            3.0 if _title_before(text, start) and words.titles()[_title_before(text, start) or ""] != "citizen" else 4.2
        )
    elif length > 2 and name[:2] in words.ordinary_words():
        score -= 2.0
    elif name in words.dictionary_names():
        score += 0.8
    if (start, end) in tokens:
        score += 1.2
    else:
        score += (0.3 if start in bounds else -1.2) + (0.3 if end in bounds else -0.9)
    if name[-1] in PLACE_TAIL or (end < len(text) and (text[end] in NOT_AFTER or PLACE_AFTER.match(text, end))):
        score -= 2.5
    return score


def _weigh_before(text: str, start: int) -> tuple[float, str]:
    title = _title_before(text, start)
    if title:
        if title in GENERIC:
            return 1.6, "after_function_word"
        return (5.0 if words.titles()[title] != "citizen" else 3.6), "title_before"
    if start == 0 or text[start - 1] in PUNCTUATION:
        return 0.8, "clause_start"
    if text[start - 1] in FUNCTION_BEFORE:
        return 0.4, "after_function_word"
    if re.search(r"(?:任命|免去|接受|选举|推选|补选|批准|聘任|提名|决定)$", text[max(0, start - 2) : start]):
        return 3.0, "after_verb"
    if re.search(
        r"(?:会议由|活动由|获悉|邀请|选举|任命|决定|免去|接受|推选|叫|名叫|姓名|主任医师|同志|其中|感谢|采访|见到|帮助|祝贺)$",
        text[max(0, start - 4) : start],
    ):
        return 1.2, "after_verb"
    return -1.2, "inside"


def _weigh_after(text: str, end: int) -> tuple[float, str]:
    if end >= len(text):
        return 0.5, "text_end"
    verb = _verb_after(text, end)
    if verb:
        return (2.6 if len(verb) > 1 or verb in "说率" else 0.7), "verb_after"
    if _title_after(text, end):
        return 2.4, "title_after"
    if re.match(r"（(?:女|男|左|右|中|前|后|[^（）]{0,6}[族岁任]|[左右前后][一二三四五1-9])", text[end : end + 9]):
        return 2.2, "bracket_after"
    if text[end] in PUNCTUATION:
        return 0.7, "clause_end"
    return -1.0, "inside"


AFTER = sorted({*SPEECH, *LEADS, *PRESENT, *DOES}, key=len, reverse=True)
_AFTER_BY_FIRST: dict[str, list[str]] = {}
for _word in AFTER:
    _AFTER_BY_FIRST.setdefault(_word[0], []).append(_word)


GENERIC = frozenset(
    ["领导", "代表", "委员", "干部", "群众", "员工", "职工", "学生", "孩子", "家长", "学员", "负责人", "班子成员", "同学", "游客", "客商", "企业家", "商户", "老师", "驾驶员", "乘客", "用户", "患者", "病人", "农民", "农户", "工人", "主任", "书记", "常委", "成员", "队员", "青年", "选手", "老人"]
) - {"老人", "书记", "主任", "农民", "选手", "队员", "驾驶员", "工人", "游客", "患者", "学生"}


def _verb_after(text: str, end: int) -> str | None:
    for word in _AFTER_BY_FIRST.get(text[end : end + 1], ()):
        if text.startswith(word, end):
            return word
    return None


def _title_before(text: str, start: int) -> str | None:
    """The longest title that ends at ``start``."""
    for length in range(min(9, start), 1, -1):
        if text[start - length : start] in words.titles():
            return text[start - length : start]
    return None


TITLES_AFTER = (
    "教授",
    "局长",
    "书记",
    "主任",
    "校长",
    "院长",
    "区长",
    "县长",
    "市长",
    "镇长",
    "部长",
    "主席",
    "医生",
    "老师",
    "博士",
    "院士",
    "研究员",
    "经理",
    "董事长",
    "总经理",
    "同志",
    "先生",
    "女士",
    "大爷",
    "大妈",
    "大娘",
    "奶奶",
    "爷爷",
    "夫妇",
    "老人",
    "两位",
    "等",
)


def _title_after(text: str, end: int) -> str | None:
    for title in TITLES_AFTER:
        if text.startswith(title, end):
            return title
    return None


def _support_lists(text: str, candidates: dict[tuple[int, int], Name]) -> None:
    """甲、乙、丙: what fills exactly the space between marks of enumeration gains from its neighbours, forward and back."""
    for _ in range(3):
        changed = False
        by_end = {name.end: name for name in candidates.values() if name.score >= ACCEPT}
        by_start = {name.start: name for name in candidates.values() if name.score >= ACCEPT}
        for key, name in candidates.items():
            if name.score >= ACCEPT:
                continue
            left = name.start > 0 and text[name.start - 1] in "、和与及" and by_end.get(name.start - 1)
            right = name.end < len(text) and text[name.end] in "、和与及" and by_start.get(name.end + 1)
            fits_left = name.start == 0 or text[name.start - 1] in "、和与及，：（"
            fits_right = name.end >= len(text) or text[name.end] in "、和与及，。；）等" or _verb_after(text, name.end)
            both = bool(left and right)
            if name.score < (-4.0 if both else -0.2):
                continue
            if both or (left and fits_right) or (right and (fits_left or _title_before(text, name.start))):
                candidates[key] = name._replace(score=max(name.score + 2.6, ACCEPT if both else 0.0), rule="list")
                changed = True
        if not changed:
            return


def _choose(names: list[Name]) -> list[Name]:
    """The best names that don't overlap (weighted interval scheduling)."""
    names = sorted(names, key=lambda name: name.end)
    best: list[tuple[float, list[Name]]] = [(0.0, [])]
    ends: list[int] = [0]
    for name in names:
        index = len(ends) - 1
        while ends[index] > name.start:
            index -= 1
        taken = best[index][0] + name.score
        if taken > best[-1][0]:
            best.append((taken, [*best[index][1], name]))
            ends.append(name.end)
    return best[-1][1]


def _find_again(text: str, chosen: list[Name], bounds: set[int]) -> list[Name]:
    """Names with strong evidence are found wherever else the text has them; a shorter reading gives way to a longer, surer one."""
    support = Counter(name.name for name in chosen)
    sure = {
        name.name: name
        for name in sorted(chosen, key=lambda item: item.score)
        if name.score >= SURE or support[name.name] > 1
    }
    for longer in list(sure):
        for shorter in list(sure):
            if shorter != longer and longer.startswith(shorter) and support[longer] >= support[shorter]:
                sure.pop(shorter, None)
    taken = [
        name
        for name in chosen
        if not any(
            other != name.name and other.startswith(name.name) and text.startswith(other, name.start) for other in sure
        )
    ]
    covered = {index for name in taken for index in range(name.start, name.end)}
    for word, name in sorted(sure.items(), key=lambda item: -len(item[0])):
        at = text.find(word)
        while at >= 0:
            span = range(at, at + len(word))
            free = not covered.intersection(span)
            if free and (
                len(word) > 2
                or (at in bounds
                and at + len(word) in bounds)
                or (word not in words.ordinary_words()
                and at in bounds)
            ):
                taken.append(Name(at, at + len(word), word, name.score, "agreement"))
                covered.update(span)
            at = text.find(word, at + 1)
    return sorted(taken)


# --- posts ---------------------------------------------------------------------------------------------------------------

STOP_WORDS = frozenset(
    ["由", "在", "和", "与", "向", "对", "随后", "最后", "其中", "到", "来到", "看望", "慰问", "走访", "听取", "采访", "听", "是", "为", "同", "跟", "让", "请", "给", "了", "的", "着", "把", "被", "将", "从", "记者", "见到", "获悉", "邀请", "选举", "任命", "决定", "免去", "宣布", "介绍", "当", "时任", "曾任", "现任", "担任", "任", "据", "会议", "会上", "会前", "会后", "日前", "近日", "上午", "下午", "当日", "昨日", "今日", "当天", "一行", "陪同", "以及", "及", "带着", "说", "表示", "活动", "中", "时", "后", "前", "并", "也", "还", "又", "就", "都", "等", "有", "位", "名", "以", "及其", "因", "经", "接受", "推选", "主持", "出席", "参加", "组成", "安排", "分别", "感谢", "祝贺", "找", "问", "见", "如今", "今年", "现年", "来自", "作为", "身为", "叮嘱", "嘱咐", "要求", "勉励", "告诉", "通知", "带领", "条", "由", "条由", "指示", "委托", "感激", "邀", "得知", "身边", "约", "部分", "多名", "多位", "两位", "三位", "几位", "生活", "省委省政府", "我", "他", "她", "你", "我们", "他们", "这", "那", "该", "这位", "那位", "一位", "一名", "位于", "该县", "该区", "起", "自", "至", "此", "此次", "此外", "同时", "期间", "现场", "接过", "成为", "只见", "走进", "深入", "赴", "至今", "仪式", "座谈会", "大会", "推进会", "上", "下", "里", "内", "外", "让", "使", "令", "据悉"]
)
MODIFIER = r"(?:常务|第一|名誉|执行|代理|候任|拟任|副|代|原|前|首席|党组|驻村|总|主)"
SPLIT = re.compile(r"[，。；：！？“”‘’《》—…□]")
IMPLAUSIBLE = re.compile(r"^(?:\d|年|月|日|岁|个|名|位)")


def read_posts(text: str, start: int, floor: int) -> list[str]:
    """The posts that stand right before the name at ``start``, as written; ``floor`` is the end of the name before it.

    >>> text = "随后，区委常委、组织部长、社治委主任王升建通报"
    >>> read_posts(text, text.index("王升建"), 0)
    ['区委常委', '组织部长', '社治委主任']
    """
    if not _title_before(text, start):
        return []
    clause = text[max(floor, start - 70) : start]
    parts = re.split(r"([、，])", clause)
    posts: list[str] = []
    for index in range(len(parts) - 1, -1, -2):
        post = _trim_post(parts[index])
        if post is None:
            break
        posts.insert(0, post)
        if len(post) < len(re.sub(r"^.*[。；：！？”》]", "", parts[index])) or index < 2:
            break
        if parts[index - 1] == "，" and not _ends_with_title(parts[index - 2]):
            break
    return posts


def _ends_with_title(part: str) -> bool:
    return _title_before(part, len(part)) is not None


def _trim_post(part: str) -> str | None:
    """What of a clause part is a post: from its first word that belongs to an organisation or a title to its end."""
    part = SPLIT.split(part)[-1]
    title = _title_before(part, len(part))
    if title is None:
        return None
    begin = len(part) - len(title)
    modified = re.search(rf"{MODIFIER}+$", part[:begin])
    if modified:
        begin = modified.start()
    head = part[:begin]
    if words.titles()[title] in ("citizen",):
        return part[begin:]
    at = len(head)
    for token in reversed(rjieba.cut(head)):
        if (
            token in STOP_WORDS
            or (IMPLAUSIBLE.match(token)
            and not re.match(r"[第\d一二三四五六七八九十]+[中小院厂局分]", token))
            or not re.search(r"[\u3400-\u9fffA-Za-z0-9（）·]", token)
        ):
            break
        at -= len(token)
    post = part[at:]
    return post if 2 <= len(post) <= 36 and post.count("（") == post.count("）") else part[begin:]


APPOINTED = re.compile(
    r"(?:同志)?(?:[，]?不再担任|不再兼任|的|辞去|担任|出任|调任|兼任|当选为?|任|为)(?P<post>[^，。；、：！？“”]{2,30}?)(?:职务|的职务|的请求|一职|$|(?=[，。；、]))(?P<more>(?:、[^，。；：]{2,26}?(?:职务|(?=[，。；、])))*)"
)


def _posts_given(text: str, name: Name) -> list[str]:
    """任命甲为区审计局局长, 免去乙的县教育局局长职务, 丙任县委书记, 接受丁辞去区长职务的请求."""
    match = APPOINTED.match(text, name.end)
    if not match:
        return []
    verb = text[name.end : match.start("post")]
    if verb.endswith("的") and not re.search(r"免去|接受|同意|撤销|批准", text[max(0, name.start - 6) : name.start]):
        return []
    if verb.endswith("为") and not re.search(
        r"任命|决定|选举|推选|提名|聘任|补选", text[max(0, name.start - 40) : name.start]
    ):
        return []
    posts = []
    for part in [match["post"], *match["more"].split("、")[1:]]:
        part = re.sub(r"(?:的)?职务$", "", part)
        if 2 <= len(part) <= 30 and _ends_with_title(part):
            posts.append(re.sub(r"^(?:了|由)", "", part))
        else:
            break
    return posts


def _posts_after(text: str, end: int) -> list[str]:
    """甲教授, 乙局长."""
    title = _title_after(text, end)
    if title and words.titles().get(title, "citizen") not in ("citizen",) and title not in ("等",):
        return [title]
    return []


ROLE_VERBS_LEADER = re.compile(rf"(?:{'|'.join(SPEECH + LEADS)})")
GROUP_AFTER = re.compile(
    r"(?P<list>)等(?P<count>[一二三四五六七八九十\d]{0,2}(?:名|位)?)(?P<group>(?:[省市区县州镇]?(?:委|政府|人大|政协|级|四大班子|四套班子)?)领导(?:同志|干部)?|老领导)"
)


def find_people(flows: list[Flow], masked: set[int]) -> list[Person]:
    """The people of an article: ``flows`` are headline, body and captions; ``masked`` page offsets (bylines) are left out."""
    texts = [
        "".join("□" if offset in masked else char for char, offset in zip(flow.folded, flow.at, strict=True))
        for flow in flows
    ]
    joined = "\n".join(texts)
    bases = []
    at = 0
    for text in texts:
        bases.append(at)
        at += len(text) + 1
    names = [name for name in score_names(joined) if "\n" not in name.name]
    by_name: dict[str, list[Name]] = {}
    for name in names:
        by_name.setdefault(name.name, []).append(name)
    posts = _share_posts(joined, names)
    positions = _list_positions(joined, names)
    people = []
    for word, mentions in by_name.items():
        if word not in words.national_leaders() and max(name.score for name in mentions) < ACCEPT:
            continue
        first = mentions[0]
        flow = max(index for index, base in enumerate(bases) if base <= first.start)
        own = _drop_collective(_dedupe([post for mention in mentions for post in posts.get(mention.start, [])]))
        role = _tell_role(word, own, mentions, joined, positions)
        best = max(mentions, key=lambda name: name.score)
        people.append(
            Person(
                word,
                role,
                [post for post in own if words.titles().get(post) != "citizen"] if role != "citizen" else own,
                any(_verb_after(joined, name.end) in SPEECH for name in mentions),
                next((positions[name.start] for name in mentions if name.start in positions), None),
                len(mentions),
                flow,
                first.start - bases[flow],
                first.end - bases[flow],
                best.rule,
                round(min(0.99, 0.5 + best.score / 20), 3),
            )
        )
    return people


def _share_posts(text: str, names: list[Name]) -> dict[int, list[str]]:
    """Posts by the start of the mention: before the name, after it, and down a list (区领导甲、乙、丙; 甲、乙等区领导)."""
    posts: dict[int, list[str]] = {}
    floor = 0
    previous: Name | None = None
    for name in names:
        own = read_posts(text, name.start, floor) + _posts_after(text, name.end) + _posts_given(text, name)
        shares = previous is not None and text[previous.end : name.start] in ("、", "和", "及", "与")
        if not own and shares and previous is not None:
            inherited = posts.get(previous.start, [])
            own = [post for post in inherited[-1:] if _is_shared(post)]
        posts[name.start] = own
        previous, floor = name, name.end
    for index, name in enumerate(names):
        group = GROUP_AFTER.match(text, name.end)
        if group:
            _add_group(text, names, index, group["group"], posts)
    return posts


def _is_shared(post: str) -> bool:
    """A title that several people hold at once: not 书记, 区长 or 主任 of one body."""
    title = _title_before(post, len(post)) or post
    return title not in words.single_seat_titles() and (words.titles().get(title) != "citizen" or True)


def _add_group(text: str, names: list[Name], index: int, group: str, posts: dict[int, list[str]]) -> None:
    while True:
        posts[names[index].start] = [*posts[names[index].start], group]
        if index == 0 or text[names[index - 1].end : names[index].start] not in ("、", "和", "及", "与"):
            return
        index -= 1


def _list_positions(text: str, names: list[Name]) -> dict[int, int]:
    positions: dict[int, int] = {}
    run: list[Name] = []
    for name in names:
        gap = text[run[-1].end : name.start] if run else ""
        if run and (
            gap in ("、", "和", "及", "与", "，") or (gap[:1] in "、，" and len(gap) < 40 and _ends_with_title(gap))
        ):
            run.append(name)
        else:
            run = [name]
        if len(run) >= 2:
            positions |= {member.start: order for order, member in enumerate(run, 1)}
    return positions


def _dedupe(posts: list[str]) -> list[str]:
    """Each post once, in its longest form (二七区委书记, not also 区委书记)."""
    kept: list[str] = []
    for post in posts:
        if any(other.endswith(post) and not re.search(rf"{MODIFIER}$", other[: -len(post)]) for other in kept):
            continue
        kept = [
            other
            for other in kept
            if not (post.endswith(other) and not re.search(rf"{MODIFIER}$", post[: -len(other)]))
        ]
        kept.append(post)
    return kept


def _drop_collective(posts: list[str]) -> list[str]:
    """甲、乙等区领导: a collective title stands only where the article gives no post of one's own."""
    own = [post for post in posts if words.titles().get(_title_before(post, len(post)) or "") != "collective"]
    return own or posts


def _tell_role(name: str, posts: list[str], mentions: list[Name], text: str, positions: dict[int, int]) -> str:
    if name in words.national_leaders():
        return "national"
    kinds = {words.titles().get(_title_before(post, len(post)) or "", "") for post in posts}
    official = kinds - {"citizen", "expert", "business", ""}
    if (
        not official
        and not kinds
        and any(mention.start in positions for mention in mentions)
        and _stands_with_officials(mentions, text)
    ):
        return "attendee"
    if not official:
        return (
            "expert"
            if "expert" in kinds
            else "citizen"
            if "citizen" in kinds or not _acts_officially(mentions, text)
            else "leader"
        )
    verbs = [_verb_after(text, mention.end) or "" for mention in mentions]
    tails = [text[mention.end : mention.end + 24] for mention in mentions]
    speaks = any(verb in SPEECH or verb in LEADS for verb in verbs)
    chairs = any(re.match(r"(?:出席|参加|到会)?[^，。]{0,12}并(?:讲话|作|致辞|讲)|主持", tail) for tail in tails)
    if speaks or chairs:
        return "leader"
    listed = any(mention.start in positions for mention in mentions)
    present = any(re.search(r"(?:参加|出席|陪同|列席|莅临|参与|到会)", tail.split("。")[0]) for tail in tails)
    return "attendee" if listed or present else "leader"


def _stands_with_officials(mentions: list[Name], text: str) -> bool:
    """A bare name in a list whose sentence is about taking part or sitting on the platform."""
    sentences = [
        text[max(0, text.rfind("。", 0, mention.start)) : mention.end + 60].split("。") for mention in mentions
    ]
    return any(re.search(r"参加|出席|列席|陪同|就座|领导|委员|主席", "".join(parts[:2])) for parts in sentences)


def _acts_officially(mentions: list[Name], text: str) -> bool:
    return any(
        (_verb_after(text, mention.end) or "") in ("强调", "指出", "要求", "主持", "一行", "带队")
        for mention in mentions
    )
