"""How item names are read: characters with several readings above all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from libs.common.pinyin import _READINGS, syllables

READINGS = [
    ("商业银行账户变更", "shang ye yin hang zhang hu bian geng"),
    ("行政许可", "xing zheng xu ke"),
    ("核发行政许可证", "he fa xing zheng xu ke zheng"),
    ("分支行政机构备案", "fen zhi xing zheng ji gou bei an"),
    ("分支行开业", "fen zhi hang kai ye"),
    ("执行业务备案", "zhi xing ye wu bei an"),
    ("旅行社经营许可", "lv xing she jing ying xu ke"),
    ("典当行设立", "dian dang hang she li"),
    ("重度残疾人护理补贴", "zhong du can ji ren hu li bu tie"),
    ("社会保障卡重新制作", "she hui bao zhang ka chong xin zhi zuo"),
    ("残疾人证重办", "can ji ren zheng chong ban"),
    ("体重测量", "ti zhong ce liang"),
    ("重复享受待遇核查", "chong fu xiang shou dai yu he cha"),
    ("村民小组长任职备案", "cun min xiao zu zhang ren zhi bei an"),
    ("长期护理保险待遇申请", "chang qi hu li bao xian dai yu shen qing"),
    ("长护险待遇", "chang hu xian dai yu"),
    ("家长护送登记", "jia zhang hu song deng ji"),
    ("延长缴费", "yan chang jiao fei"),
    ("城乡居民基本医疗保险参保登记", "cheng xiang ju min ji ben yi liao bao xian can bao deng ji"),
    ("人参种植备案", "ren shen zhong zhi bei an"),
    ("参战退役人员登记", "can zhan tui yi ren yuan deng ji"),
    ("公园参观预约", "gong yuan can guan yu yue"),
    ("农家乐（民宿）开办联合审批", "nong jia le min su kai ban lian he shen pi"),
    ("音乐教师资格", "yin yue jiao shi zi ge"),
    ("娱乐场所备案", "yu le chang suo bei an"),
    ("朝阳社区居住证明", "chao yang she qu ju zhu zheng ming"),
    ("朝鲜族", "chao xian zu"),
    ("传染病报告", "chuan ran bing bao gao"),
    ("人物传记出版", "ren wu zhuan ji chu ban"),
    ("劳动争议（欠薪）调解申请", "lao dong zheng yi qian xin tiao jie shen qing"),
    ("调查取证", "diao cha qu zheng"),
    ("档案调档函", "dang an diao dang han"),
    ("岗位调动", "gang wei diao dong"),
    ("贷款利率", "dai kuan li lv"),
    ("率先缴纳", "shuai xian jiao na"),
    ("人口数据查询", "ren kou shu ju cha xun"),
    ("缴费基数申报", "jiao fei ji shu shen bao"),
    ("出生医学证明", "chu sheng yi xue zheng ming"),
    ("更正登记", "geng zheng deng ji"),
    ("会计人员信息采集", "kuai ji ren yuan xin xi cai ji"),
    ("畜禽圈养备案", "chu qin juan yang bei an"),
    ("贷款还款证明", "dai kuan huan kuan zheng ming"),
]  # fmt: skip


@pytest.mark.row("S4.3")
@pytest.mark.parametrize(("text", "reading"), READINGS)
def test_a_name_is_read_as_people_say_it(text: str, reading: str) -> None:
    assert " ".join(syllables(text)) == reading


@pytest.mark.parametrize("word", list(_READINGS))
def test_every_reading_has_a_syllable_for_each_character(word: str) -> None:
    assert len(_READINGS[word]) == len(word)


def test_what_pypinyin_learns_need_not_stand_here() -> None:
    """Each word of ours is wrong without us, or keeps another of ours from being found where it is not."""
    right = {word for word, reading in _READINGS.items() if lazy_pinyin(word) == reading}
    assert all(any(word.endswith(other[0]) for other in _READINGS if other != word) or "行政" in word for word in right)


def test_letters_digits_and_rare_characters() -> None:
    assert syllables("ETC卡2号（新办）") == ["e", "t", "c", "ka", "2", "hao", "xin", "ban"]
    assert syllables("𬭎㻒䶮") == ["hong", "jun", "yan"]
    assert syllables("ＥＴＣ") == ["e", "t", "c"]
    assert syllables("、——（）") == []


@given(st.text(max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    assert all(each.isascii() and each.isalnum() and each == each.lower() for each in syllables(text))
