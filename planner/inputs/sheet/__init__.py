"""Lists in: people and units from a workbook or a text of values, as people make them."""

from planner.inputs.sheet.entries import Listing, read_people, read_units
from planner.inputs.sheet.grid import LARGEST_FILE
from planner.inputs.sheet.heads import FIELDS, PEOPLE, UNITS
from planner.inputs.sheet.table import Chosen, Table

__all__ = [
    "FIELDS",
    "LARGEST_FILE",
    "PEOPLE",
    "UNITS",
    "Chosen",
    "Listing",
    "Table",
    "read_people",
    "read_units",
]
