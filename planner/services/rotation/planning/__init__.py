"""The year planner: asking for a plan, accepting it, and moving sessions on the board."""
