"""Another of us looks after a customer: with what they must know, and with what was promised (docs/work-as-one.md)."""
