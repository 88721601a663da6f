"""Queue and urgency of an incoming message."""

from acme_ai import serving

QUEUES = {"parcel_lost": "delivery", "refund_status": "payments"}


def triage(text: str) -> str:
    return QUEUES.get(serving.classify("intent-classifier-v2", text), "general")
