"""Settings of all tests: hypothesis prints how to repeat a failure and never measures time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "trucewatch", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("trucewatch")
