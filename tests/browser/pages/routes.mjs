// The portal's own list of routes, and which of them a path belongs to.

// Addresses that are for machines or are parts of a page: they answer, but there is no page to look at.
export const NOT_PAGES = new Set([
  "/sellers.json", "/ads.txt", "/robots.txt", "/.well-known/security.txt", "/.well-known/gpc.json", "/.well-known/change-password", "/healthz", "/readyz",
  "/try/preview", "/admin/cases/{id}/presence", "/publisher/sign-up/look/preview", "/dev/mail.json", "/dev/mail/{id}", "/dev/routes.json", "/account/data/exports/{id}", "/admin/disclosures/{id}/export",
  "/admin/audit.csv", "/admin/figures.csv",
]);

// `of(path)` names the GET route that a path belongs to, or nothing; `pages` are those that answer with a page.
export async function routes(site) {
  const listed = await (await fetch(`${site.base}/dev/routes.json`)).json();
  const gets = listed.filter((route) => route.method === "GET").map((route) => route.path);
  // A fixed word goes before a place for any word: /orders/new is not an order.
  const patterns = gets
    .map((path) => ({ path, match: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) }))
    .sort((one, other) => one.path.split("{").length - other.path.split("{").length);
  return {
    of: (path) => patterns.find(({ match }) => match.test(path))?.path,
    gets,
    pages: gets.filter((path) => !NOT_PAGES.has(path)),
  };
}
