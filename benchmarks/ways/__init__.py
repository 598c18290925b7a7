"""The ways to reckon every measure and scenario of every customer, each a program of its own: FOLDER RESULT SHARES."""
