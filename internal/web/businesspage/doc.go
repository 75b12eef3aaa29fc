// Package businesspage serves the public page of a business: who works there, what they offer together, and its times.
package businesspage
