// Steps with an order that several jobs begin with.
import { today } from "./harness.mjs";

// Fills in the header of a new order and stops at its lines.
export async function beginOrder({ page }, name) {
  await page.goto("/advertiser/orders/new");
  await page.getByLabel("Name of the order").fill(name);
  await page.getByLabel("First day").fill(today(10));
  await page.getByLabel("Last day").fill(today(40));
  const contact = page.getByRole("group", { name: "The order's contact" });
  await contact.getByLabel("Full name").fill("Ida Holm");
  await contact.getByLabel("E-mail address").fill("ida@halden.example");
  await contact.getByLabel("Telephone", { exact: true }).first().fill("+47 22 12 34 56");
  await page.getByLabel("Billing contact 1", { exact: true }).fill("Ola Berg");
  await page.getByLabel("E-mail of billing contact 1").fill("bills@halden.example");
  await page.getByRole("button", { name: "Save and go to the lines" }).click();
  await page.getByText("The order is begun.").waitFor();
}
