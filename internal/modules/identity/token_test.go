package identity_test

import (
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func decoded(t *testing.T, token string) jwt.MapClaims {
	t.Helper()
	c := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAccessTokenClaims(t *testing.T) {
	k := setup(t)
	anna := k.Account(t, "anna@example.org", identity.Practitioner)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	c := decoded(t, in.Tokens.Access)
	if c["sub"] != anna.ID.String() || c["email"] != "anna@example.org" || c["userType"] != "practitioner" || c["iss"] != "https://klear.test" {
		t.Errorf("claims %v", c)
	}
	if life := c["exp"].(float64) - c["iat"].(float64); life != 15*60 {
		t.Errorf("lives %v s", life)
	}
	if _, err := uuid.Parse(c["jti"].(string)); err != nil {
		t.Error(err)
	}
	var perms []string
	for _, p := range c["permissions"].([]any) {
		perms = append(perms, p.(string))
	}
	if diff := cmp.Diff(identity.PermissionsOf(identity.Practitioner), perms); diff != "" {
		t.Error(diff)
	}
}

// tokenKey signs whatever the tests forge, as somebody would who had the key of one deployment.
func signed(t *testing.T, method jwt.SigningMethod, key any, c jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(method, c).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestForgedAccessTokensAreRefused(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	root := k.Account(t, "root@example.org", identity.Admin)
	key := identity.TokenKey(k.Service)
	with := func(change func(jwt.MapClaims)) jwt.MapClaims {
		c := decoded(t, in.Tokens.Access)
		change(c)
		return c
	}
	same := func(jwt.MapClaims) {}
	if _, err := k.PrincipalByToken(ctx, signed(t, jwt.SigningMethodHS256, key, with(same))); err != nil {
		t.Fatalf("the forge does not work: %v", err)
	}
	now := k.Clock.Now()
	for name, token := range map[string]string{
		"empty":             "",
		"noise":             "a.b.c",
		"huge":              string(make([]byte, 1<<20)),
		"alg none":          signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, with(same)),
		"another algorithm": signed(t, jwt.SigningMethodHS512, key, with(same)),
		"another key":       signed(t, jwt.SigningMethodHS256, []byte("another key of thirty-two bytes!"), with(same)),
		"the bare secret":   signed(t, jwt.SigningMethodHS256, []byte(identitytest.Secret), with(same)),
		"another audience":  signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["aud"] = "https://elsewhere.test" })),
		"another issuer":    signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["iss"] = "https://elsewhere.test" })),
		"expired":           signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["exp"] = now.Unix() })),
		"without end":       signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { delete(c, "exp") })),
		"from the future":   signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["iat"] = now.Add(time.Hour).Unix() })),
		"somebody else":     signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["sub"] = root.ID.String() })),
		"another session":   signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { c["sid"] = uuid.NewString() })),
		"without jti":       signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { delete(c, "jti") })),
		"without session":   signed(t, jwt.SigningMethodHS256, key, with(func(c jwt.MapClaims) { delete(c, "sid") })),
	} {
		for range 2 { // the second time past a cache that holds the true token
			if p, err := k.PrincipalByToken(ctx, token); err == nil || codeOf(err) != identity.ErrUnauthenticated.Code || p != (identity.Principal{}) {
				t.Errorf("%s: %+v, %v", name, p, err)
			}
		}
		_, err := k.PrincipalByToken(ctx, in.Tokens.Access)
		must(t, err)
	}
}

func TestACookieIsNoTokenAndATokenNoCookie(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	page, api := k.SignIn(t, "anna@example.org", identity.PageSession), k.SignIn(t, "anna@example.org", identity.APISession)
	for _, secret := range []string{"", "x", api.Tokens.Access, api.Tokens.Refresh, api.DeviceToken, page.DeviceToken} {
		_, err := k.PrincipalByCookie(ctx, secret)
		want(t, err, identity.ErrUnauthenticated)
	}
	_, err := k.PrincipalByCookie(ctx, page.CookieSecret)
	must(t, err) // and it is in the cache now
	_, err = k.PrincipalByToken(ctx, page.CookieSecret)
	want(t, err, identity.ErrUnauthenticated)
	c := decoded(t, api.Tokens.Access)
	c["sid"] = page.Principal.SessionID.String() // a page session has no tokens
	_, err = k.PrincipalByToken(ctx, signed(t, jwt.SigningMethodHS256, identity.TokenKey(k.Service), c))
	want(t, err, identity.ErrUnauthenticated)
}

func TestATokenEndsOnTimeInTheCacheToo(t *testing.T) {
	k := setup(t)
	k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	k.Clock.Advance(in.Tokens.AccessExpires.Sub(k.Clock.Now()) - 100*time.Millisecond)
	_, err := k.PrincipalByToken(t.Context(), in.Tokens.Access)
	must(t, err)
	k.Clock.Advance(100 * time.Millisecond) // what is cached would live for 800 ms
	_, err = k.PrincipalByToken(t.Context(), in.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
}

func TestSecretsRotate(t *testing.T) {
	k := setup(t)
	ctx := t.Context()
	k.Account(t, "anna@example.org", identity.Seeker)
	in := k.SignIn(t, "anna@example.org", identity.APISession)
	newer := []byte("a newer secret of thirty-two b..")
	both := identitytest.NewNode(t, k, func(d *identity.Deps) { d.Secrets = [][]byte{newer, []byte(identitytest.Secret)} })
	_, err := both.PrincipalByToken(ctx, in.Tokens.Access)
	must(t, err)
	next, err := both.Refresh(ctx, in.Tokens.Refresh, identity.Device{})
	must(t, err)
	only := identitytest.NewNode(t, k, func(d *identity.Deps) { d.Secrets = [][]byte{newer} })
	_, err = only.PrincipalByToken(ctx, next.Tokens.Access)
	must(t, err)
	_, err = only.PrincipalByToken(ctx, in.Tokens.Access)
	want(t, err, identity.ErrUnauthenticated)
	for _, bad := range [][][]byte{nil, {[]byte("short")}} {
		if _, err := identity.New(identity.Deps{Secrets: bad}); err == nil {
			t.Errorf("secrets %q were accepted", bad)
		}
	}
}
