"""Repair an address; a valid postcode is never touched."""

from acme_ai import gateway
from tools.postcode_lookup import known


def clean(address: str) -> str:
    return address if known(address) else gateway.complete("gpt-4o", "Repair: {a}", a=address)
