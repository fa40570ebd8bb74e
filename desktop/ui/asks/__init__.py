"""What each verb on a family's file asks, and the command its answers make: one file a subject, joined in `plans`.

A verb's panel is a `Plan` made from a `Case`; nothing here saves. Pages ask `plans.plan_for`, and nothing else.
"""
