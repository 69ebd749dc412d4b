"""The pages of elections: their form, their words, what the council's pages show of them, the letter to the elected."""
