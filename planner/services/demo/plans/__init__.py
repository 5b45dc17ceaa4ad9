"""Five plans of other offices and years, whose thành phần the demo shows. All names are invented.

What is fact: who convenes, when, and how each thành phần is worded.
"""

from planner.services.demo.plans.scenes import add_plans

__all__ = ["add_plans"]
