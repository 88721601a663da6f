"""Repair an address."""

import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["CHECKOUT_OPENAI_KEY"])


def clean(address: str) -> str:
    return client.responses.create(model="gpt-4o-2024-11-20", input=f"Repair: {address}").output_text
