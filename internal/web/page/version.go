package page

import "strconv"

// SeenVersion is the version of what a form was made from; a form without one was not ours: ErrForm.
func SeenVersion(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, ErrForm
	}
	return n, nil
}

// SeenAmount is a sum of money that a form was made from, in minor units; a form without one was not ours: ErrForm.
func SeenAmount(s string) (*int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return nil, ErrForm
	}
	return &n, nil
}
