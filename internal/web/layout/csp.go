package layout

// ContentSecurityPolicy is the policy all pages are written for: no inline script or style without this request's
// nonce, nothing from elsewhere, and no string ever parsed as markup by script: the one trusted type there is vouches for
// the address of the service worker (assets/js/offline.js). Extra sources, such as
// a payment gateway's frame, are the caller's to append.
func ContentSecurityPolicy(nonce string) string {
	return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data: blob:; " +
		"font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; frame-src 'self'; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types klear"
}
