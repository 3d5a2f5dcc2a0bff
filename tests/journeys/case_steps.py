"""J1 step by step: what each hand does at its page."""

from playwright.sync_api import expect

from linli.practice.models import CaseFile
from tests.factories import sheets
from tests.journeys.hands import Hand

SCHOOL, TELEPHONE, WITNESS = "镇中学八年级二班", "19900001234", "刘会计"
GOALS = ("愿意参加集体活动", "一家人能坐下来说说话", "争取到该有的救助和资源")
FACTS = "家庭和困难情况"


def yellow_card(hand: Hand) -> None:
    """Step 2: at once after the doorway she is asked whether the child shows signs of harm."""
    with hand.act("yellow card"):
        hand.go("没有", exact=True)
    hand.sees("前来看这条线索")


def take_in(hand: Hand, told: str) -> None:
    """Step 3: from the lead to the consent, page after page; what the visit told is not asked."""
    with hand.act("intake"):
        hand.go("开个案")
        expect(hand.page.locator("main [name='problem']")).to_have_value(told)
        hand.go("登记", exact=True)
        hand.pick("保密说明已经告诉对方")
        hand.type("school", SCHOOL)
        hand.type("phone", TELEPHONE)
        hand.go("存好")
        hand.pick("我愿意", FACTS)
        if hand.script:
            hand.sign()
        else:
            hand.pick("口头说")
            hand.type("witness", WITNESS)
        hand.go("同意，记下")
    hand.sees("同意记下了")


def approve_worker(hand: Hand) -> None:
    """The head of the station lets the worker into a child's file."""
    hand.at("/w/tasks/")
    with hand.act("a desk decides"):
        hand.go("受保护，请定由谁来做")
        hand.go("批准打开")
    hand.sees("办好了")


def decide(hand: Hand) -> None:
    """The worker takes the case on."""
    hand.at("/w/tasks/")
    with hand.act("a desk decides"):
        hand.go("要不要接案")
        hand.go("接案", exact=True)
    hand.sees("定下来了")


def assess(hand: Hand) -> None:
    """Step 4: strengths first, needs by urgency, the risk; the summary makes itself."""
    with hand.act("assessment"):
        hand.go("写预估")
        hand.pick("有爱好、有特长", "愿意试一试", "家里人互相疼")
        hand.choose("学习跟不上", "要紧")
        hand.choose("家人关系紧张", "要紧")
        hand.choose("钱不够用", "急")
        hand.choose("风险高低", "低")
        hand.say("family", "奶奶管得紧，话不多，心里是疼他的。", seconds=20)
        hand.go("存好")
    hand.sees("有爱好、有特长")


def plan(hand: Hand) -> None:
    """Step 5: three goals of the library, agreed with the boy, before the supervisor."""
    with hand.act("plan"):
        hand.go("写计划")
        for goal in GOALS:
            hand.go(goal)
        hand.say("aim", "愿意出门，和奶奶说说话。")
        hand.choose("怎么和对方说好的", "当面说好")
        hand.go("提交督导")
    hand.sees("交上去了")


def approve_plan(hand: Hand, words: str) -> None:
    """Step 5: the supervisor says a word in the margin and agrees, on her own page."""
    hand.at("/w/tasks/")
    with hand.act("plan: supervisor"):
        hand.go("请看一看")
        hand.say("text", words)
        hand.go("写上，并同意")
    hand.sees("同意了")


def talk(hand: Hand) -> None:
    """Step 6: one weekly session, opened from today."""
    hand.at("/w/")
    with hand.act("weekly session record", apart=True):
        hand.go("会谈（第2次）")
        hand.say("note", "说到学校里的事，比上次话多。想学跳舞。", seconds=40)
        for goal in GOALS:
            hand.choose(goal, "有进步")
        hand.choose("上次的约定", "做了")
        hand.go("完成")
    hand.sees("记好了，第2次")


def link(hand: Hand) -> None:
    """Step 7: a costume given by a company, written down by hand."""
    with hand.act("resource"):
        hand.go("链接资源")
        hand.choose("谁给的", "社会慈善资源")
        hand.choose("给了什么", "物资")
        hand.choose("对着什么", "优势、爱好")
        hand.go("记下", exact=True)
    hand.sees("五社给了什么")


def attach(hand: Hand) -> None:
    """Step 8: the certificate of the household is photographed into the case; the camera's own writing stays out."""
    with hand.act("attachment"):
        hand.go("附件", exact=True)
        hand.pick("证明、证件")
        hand.photograph("photos", sheets.photograph().getvalue())
        hand.go("附上", exact=True)
    hand.sees("附上了1张")


def apply(hand: Hand) -> None:
    """Step 8: aid asked for from the case; the household's facts are known, the certificate is picked."""
    with hand.act("aid"):
        hand.go("慈善救助申请")
        hand.sees("同住：")
        hand.type("amount", "3000")
        hand.say("reason", "父亲卧床，学费和药费一时凑不齐。")
        hand.pick("证明、证件", "本人（或监护人）听过")
        hand.go("交给社区")
    hand.sees("社区在看")


def agree(hand: Hand) -> None:
    """Step 8: one of the three desks, from its own todos."""
    hand.at("/w/tasks/")
    with hand.act("a desk decides"):
        hand.go("慈善救助申请，请看一看")
        hand.go("同意", exact=True)
    hand.sees("办好了")


def take_part(hand: Hand) -> None:
    """Step 9: the stage, for his first goal; his grandmother is rung up."""
    with hand.act("taking part"):
        hand.go("参加的活动")
        hand.go(GOALS[0])
    hand.sees("记下了：重阳敬老")
    hand.at("/w/tasks/")
    with hand.act("a desk decides"):
        hand.go("孩子参加了")
        hand.go("已告知本人")


def review(hand: Hand) -> None:
    """Step 10: the lines are drawn; what changed is told; the next version of the plan has begun by itself."""
    with hand.act("review"):
        hand.go("阶段回顾")
        for goal in GOALS:
            hand.choose(goal, "达到了")
        hand.say("changed", "敢上台了，和奶奶每天说话，救助也到了。", seconds=20)
        hand.go("写好了")
        hand.choose("怎么和对方说好的", "当面说好")
        hand.go("提交督导")
    hand.sees("交上去了")


def supervise(hand: Hand, case: CaseFile) -> None:
    """Step 10: the supervisor writes down what they talked over."""
    hand.at(f"/w/supervision/records/new/?case={case.pk}")
    with hand.act("supervision record"):
        hand.pick("示范员")
        hand.type("minutes", "40")
        hand.say("talked", "回看这一年怎么陪他走过来的，下一个孩子可以早点找学校。", seconds=20)
        hand.go("记好了")
    hand.sees("记好了")


def close(hand: Hand) -> None:
    """Step 11: over to the evaluation, then the end: nothing on the list is missing."""
    with hand.act("closing"):
        hand.go("去下一步")
        hand.go("定下来")
        hand.go("结案", exact=True)
        hand.pick("很开心")
        hand.say("client_words", "现在敢上台跳舞了。")
        hand.say("guardian_words", "孩子会和我说话了。")
        hand.say("reflection", "慢一点，孩子自己会走过来。")
        hand.go("提出结案")
    hand.sees("提出结案了")


def agree_to_close(hand: Hand) -> None:
    """Step 11: the supervisor agrees, from her todos."""
    hand.at("/w/tasks/")
    with hand.act("a desk decides"):
        hand.go("请看能不能结案")
        hand.go("同意结案")
    hand.sees("档案锁定")


def print_all(hand: Hand) -> str:
    """打印整卷: two taps from the case's page. Returns the name of the file."""
    with hand.act("print dossier (60 records)"):
        hand.go("打印整卷")
        hand.sees("做好了")
        with hand.page.expect_download() as taken:
            hand.tap("取走")
    return taken.value.suggested_filename
