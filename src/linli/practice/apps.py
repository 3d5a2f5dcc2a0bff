from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticeConfig(AppConfig):
    name = "linli.practice"
    verbose_name = _("专业服务")

    def ready(self) -> None:
        """Todos about a case or a group lead to its page; what is told, kept and erased; what is followed."""
        from linli.people import copies, erasing, followers, retention
        from linli.practice import following, given
        from linli.practice.actions.children import keep
        from linli.practice.actions.deaths import DIED, follow_death
        from linli.practice.actions.learning import follow_consent, forget
        from linli.practice.queries.similar import part
        from linli.records import keepers
        from linli.tasks import endings, links

        copies.register(given.part)
        erasing.register(given.CLASS, given.forget)
        retention.register(given.kept)
        links.register("practice.casefile", "case")
        links.register("practice.supervisionrecord", "supervision_record")
        links.register("practice.careplan", "plan_check")
        acts = {"case_session": "session_write", "case_review": "case_review"}
        acts |= {"case_approval": "case_team", "approval_lapsed": "case_team", DIED: "case_close"}
        for kind, page in acts.items():
            links.register_act(kind, page)
        links.register("practice.casetransfer", "case_briefing")
        links.register("practice.referral", "referral")
        links.register("practice.aidapplication", "aid")
        links.register("practice.caseclosure", "closing")
        links.register("practice.followup", "follow_up")
        links.register("practice.reopenrequest", "reopening")
        links.register("practice.crisisresponse", "crisis_note")
        links.register("practice.group", "group")
        links.register("practice.activity", "activity")
        links.register("practice.libraryentry", "library_entry")
        links.register("practice.promise", "activity_promise")
        endings.register("courtyard_promise", keep)
        followers.register_consent(follow_consent)
        followers.register_death(follow_death)
        copies.register(part)
        for kind in ("identity", "records"):
            erasing.register(kind, forget)
        keepers.register("practice.session", keepers.Keeper(following.nothing, following.session))
        keepers.register("practice.group_session", keepers.Keeper(following.meeting))
        keepers.register("practice.activity", keepers.Keeper(following.activity))
        keepers.register("practice.follow_up", keepers.Keeper(following.look))
