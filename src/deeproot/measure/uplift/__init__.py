"""Who gains from being contacted? Not who is at risk: those may leave whatever is done (Ascarza 2018, JMR 55(1)).

`model` ranks customers by the difference that contact makes to them, learnt from a programme with a random hold-out;
`qini` says how good a ranking is, beside a rule of one line and beside asking those first who are most at risk.
"""
