"""Alerts: what is worth waking somebody for, told once, by mail, webhook or feed."""

from trucewatch.alerting.matching import match_alerts
from trucewatch.alerting.outbox import Outbox, Sent, read_outbox
from trucewatch.alerting.rules import Known, load_alerts
from trucewatch.alerting.sending import Carriers, deliver

__all__ = ["Carriers", "Known", "Outbox", "Sent", "deliver", "load_alerts", "match_alerts", "read_outbox"]
