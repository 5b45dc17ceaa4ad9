"""The demo office: a province as it might be, to look around in. People are invented."""

from planner.services.demo.clear import clear
from planner.services.demo.load import Demo, DemoAccount, load

__all__ = ["Demo", "DemoAccount", "clear", "load"]
