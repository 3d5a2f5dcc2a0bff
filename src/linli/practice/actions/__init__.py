"""The verbs of the room, one module per subject."""

from linli.practice.actions.activities import budget, hold_activity, open_project, plan_activity, promise, welcome
from linli.practice.actions.afterwards import (
    ask_reopen,
    follow_up,
    refuse_reopen,
    reopen,
    skip_follow_up,
)
from linli.practice.actions.aid import (
    agree_aid,
    apply_aid,
    refuse_aid,
    resubmit_aid,
    return_aid,
)
from linli.practice.actions.approvals import approve_plan, comment, send_back_plan
from linli.practice.actions.approving import accompany, approve, lapse_approvals
from linli.practice.actions.assessments import assess, score_scale
from linli.practice.actions.attachments import attach, take_out_attachment
from linli.practice.actions.beginnings import attach_sheet, note_intake, sign_consent
from linli.practice.actions.cases import accept, assign, consult, open_case, refer_on, refuse, release
from linli.practice.actions.children import fetch_child, tell_of_waiting
from linli.practice.actions.closings import (
    close,
    propose_closing,
    return_closing,
)
from linli.practice.actions.coming import come_in, hang_code
from linli.practice.actions.crises import (
    note_crisis,
    raise_crisis,
)
from linli.practice.actions.deaths import tell_of_death
from linli.practice.actions.forms import change_form, file_form, replace_paper_template
from linli.practice.actions.group_people import add_member, drop_member, measure
from linli.practice.actions.group_sessions import correct_meeting, hold_meeting, plan_meeting
from linli.practice.actions.groups import (
    amend_group,
    approve_group,
    begin_group,
    call_off_group,
    end_group,
    join_team,
    plan_group,
    return_group,
    ripen_group,
    submit_group,
    turn_group,
)
from linli.practice.actions.library import accept_entry, propose_entry, retire_entry
from linli.practice.actions.margins import (
    answer_comment,
    read_meeting,
    read_meetings,
    read_note,
    read_notes,
    resolve_comment,
    see_case,
)
from linli.practice.actions.mending import amend_activity, call_off_activity, correct_activity, end_project
from linli.practice.actions.papers import (
    advance_dossier,
    ask_dossier,
    clear_dossiers,
    keep_dossier,
    lay_dossier,
    make_dossier,
    note_dossier,
    print_paper,
    take_dossier,
)
from linli.practice.actions.plans import discard_plan, end_goal, set_goal, submit_plan, take_goal, write_plan
from linli.practice.actions.programmes import work_under
from linli.practice.actions.referrals import (
    open_referral,
    step_referral,
)
from linli.practice.actions.resources import (
    link_resource,
    unlink_resource,
)
from linli.practice.actions.returning import bring_back
from linli.practice.actions.reviews import evaluate, go_on, reassess, review_case
from linli.practice.actions.road import (
    ask_transfer,
    hand_over_cases,
    resume,
    suspend,
    transfer,
)
from linli.practice.actions.sessions import Rewritten, correct_session, hold_session
from linli.practice.actions.signing import open_code, sign_in
from linli.practice.actions.supervision import (
    Meeting,
    Supervised,
    Todo,
    end_supervision,
    plan_week,
    record_supervision,
    review_week,
    supervise,
    take_back_supervision,
)
from linli.practice.actions.taking_part import take_part
from linli.practice.actions.together import bring_work_back, file_work_form, print_work_paper

__all__ = [
    "amend_activity", "call_off_activity", "correct_activity", "end_project",
    "advance_dossier", "keep_dossier", "lay_dossier",
    "bring_work_back", "file_work_form", "print_work_paper",
    "accept_entry", "propose_entry", "retire_entry",
    "take_part",
    "work_under",
    "answer_comment",
    "read_meeting", "read_meetings",
    "read_note",
    "read_notes",
    "resolve_comment",
    "see_case",
    "link_resource",
    "unlink_resource",
    "agree_aid",
    "apply_aid",
    "refuse_aid",
    "resubmit_aid",
    "return_aid",
    "open_referral",
    "step_referral",
    "Meeting",
    "Supervised",
    "Todo",
    "end_supervision",
    "plan_week",
    "record_supervision",
    "review_week",
    "supervise",
    "take_back_supervision",
    "attach", "take_out_attachment",
    "assess", "score_scale",
    "attach_sheet", "note_intake", "sign_consent",
    "ask_reopen", "follow_up", "refuse_reopen", "reopen", "skip_follow_up",
    "close", "propose_closing", "return_closing",
    "ask_dossier", "change_form", "clear_dossiers", "file_form", "make_dossier", "note_dossier", "print_paper",
    "bring_back", "replace_paper_template", "take_dossier",
    "note_crisis", "raise_crisis",
    "ask_transfer", "hand_over_cases", "resume", "suspend", "transfer",
    "accompany", "lapse_approvals", "tell_of_death",
    "accept", "approve", "assign", "consult", "open_case", "refer_on", "refuse", "release",
    "Rewritten",
    "approve_plan",
    "comment",
    "correct_session",
    "discard_plan",
    "end_goal",
    "evaluate",
    "go_on",
    "hold_session",
    "reassess",
    "review_case",
    "send_back_plan",
    "set_goal",
    "submit_plan",
    "take_goal",
    "write_plan",
    "amend_group", "approve_group", "begin_group", "call_off_group", "end_group", "join_team", "plan_group",
    "return_group", "ripen_group", "submit_group", "turn_group",
    "add_member", "drop_member", "measure",
    "correct_meeting", "hold_meeting", "plan_meeting",
    "come_in", "hang_code", "open_code", "sign_in",
    "budget", "fetch_child", "hold_activity", "open_project", "plan_activity", "promise", "tell_of_waiting", "welcome",
]  # fmt: skip
