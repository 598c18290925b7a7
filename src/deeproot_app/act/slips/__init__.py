"""Where work slips between us: explained again, covered for; found by a plain rule, shown as gaps, led to a fix."""
