"""What a customer will be worth: without a contract by how they buy, with one by how they renew. Never mixed.

`repeat` makes rows of purchases, `choose` picks among `bg_nbd`, `mbg_nbd` and `pareto_nbd` by a time held out,
`gamma_gamma` says what they spend, `forecast` gives each customer's value with its interval. `renewals` is for
customers with a contract.
"""
