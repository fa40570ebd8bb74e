"""合作组织: entering, correcting, ending, taking out."""

from desktop.ui.asks.office import end_verb, record_verbs

VERBS = {
    **record_verbs("partner", ("name", "kind", "services", "contact", "phone", "since", "until")),
    "end_partner": end_verb("partner", "结束合作", "已结束合作"),
}
