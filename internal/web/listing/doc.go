// Package listing is how somebody becomes a practitioner and stays one: the first steps (/pro/start), the public page as its
// owner edits it (/pro/page), the papers behind it (/pro/documents).
package listing
