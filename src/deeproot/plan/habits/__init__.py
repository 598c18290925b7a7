"""Small disruptions of old habits: what was kept of each, when and by whom, reckoned from the record (W5).

Rows in, kept days and weeks out; pure, and told the time. `library` holds the habits and the scenarios they answer,
`rules` finds what happened of each, `kept` tells it by the days and weeks of somebody's zone.
"""

from deeproot.plan.habits.kept import Course, Period, course
from deeproot.plan.habits.library import BY_ID, HABITS, Habit, answering
from deeproot.plan.habits.rows import Due, Hardship, Passed, Rows

__all__ = ["BY_ID", "HABITS", "Course", "Due", "Habit", "Hardship", "Passed", "Period", "Rows", "answering", "course"]
