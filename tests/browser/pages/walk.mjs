// Walks through the portal as a person does: from page to page, by the links that are there.
import { person, signIn, typePassword } from "../harness.mjs";

// Every link of the page, with the words of the status beside it in a list, or of its kind where there is no status.
function links() {
  return [...document.querySelectorAll("a[href]")].map((link) => {
    const row = link.closest("main") && link.closest("tr, li");
    const said = row?.querySelector(".tag") ?? row?.querySelector("[data-label=Kind]");
    return { href: link.href, state: said?.textContent.trim() ?? "", main: Boolean(link.closest("main")) };
  });
}

// Visits each route once for each state that a list shows, and calls `visit(who, path, route)` with the page open.
// Returns the places visited and the links that lead nowhere.
export async function walk(site, routes, who, visit) {
  const queue = [...who.seeds];
  const seen = new Set(queue.map((path) => key(routes, path, "")));
  const paths = new Set(queue);
  const visited = [];
  const dead = [];
  while (queue.length) {
    const path = queue.shift();
    const route = routes.of(path.split("?")[0]);
    visited.push({ path, route });
    await visit(who, path, route);
    for (const { href, state, main } of await who.page.evaluate(links)) {
      const url = new URL(href);
      if (url.origin !== site.base || url.pathname.startsWith("/static/")) continue;
      const to = routes.of(url.pathname);
      if (!to) dead.push(`${path} links to ${url.pathname}, which does not exist`);
      else if (routes.pages.includes(to) && isTheirs(who, to, main)) {
        const next = url.pathname + url.search;
        const name = key(routes, next, state);
        if (seen.has(name) || paths.has(next)) continue;
        seen.add(name);
        paths.add(next);
        queue.push(next);
      }
    }
  }
  return { visited, dead: [...new Set(dead)] };
}

// Everyone visits their own area; the public pages are visited by whoever is not signed in.
function isTheirs(who, route, main) {
  if (who.only) return who.only.includes(route);
  if (!who.area) return !/^\/(publisher|advertiser|network|admin|account|dev)(\/|$)/.test(route);
  return route === who.area || route.startsWith(`${who.area}/`) || (route.startsWith("/account") && !main);
}

// Two places are alike when they have one route, the same questions in their query and the same status in their list.
function key(routes, path, state) {
  const [bare, query] = path.split("?");
  const route = routes.of(bare);
  const place = route === "/sign-up/{kind}" ? bare : route;
  const names = [...new URLSearchParams(query).keys()].sort().join(",");
  return [place, names, route?.includes("{") ? state : ""].join("|");
}

// Opens a browser for someone and signs them in.
export async function enter(site, who, options = {}) {
  const entered = { ...who, ...(await person(site, options)) };
  if (who.email) await (who.halfWay ? typePassword : signIn)(entered, who.email);
  return entered;
}
