"""Landing pages: public forms that make leads, whom they are matched to, and what holds spam and floods off."""
