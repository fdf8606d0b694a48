// What a line costs, exactly: whole numbers only, rounded half to even to the currency's minor unit.

// A typed number as { whole: BigInt, places }, or null while it cannot be read one way only.
export function number(typed) {
  const plain = typed.replace(/[\s\u00a0\u202f']/g, "");
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const marks = plain.replace(/\d/g, "");
  let decimal = "";
  if (marks.includes(".") && marks.includes(",")) {
    decimal = plain.lastIndexOf(".") > plain.lastIndexOf(",") ? "." : ",";
  } else if (marks.length === 1) {
    const after = plain.length - plain.search(/[.,]/) - 1;
    if (after === 3 && marks === ",") return null;
    decimal = marks;
  }
  const [head, tail = ""] = decimal ? plain.split(decimal) : [plain];
  return { whole: BigInt(head.replace(/[.,]/g, "") + tail), places: tail.length };
}

const day = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN);

// Minor units as BigInt, or null while something is missing.
export function lineCost({ type, rate, quantity, start, end, digits }) {
  const price = number(rate);
  const count = number(quantity);
  if (!price || !count || count.places) return null;
  const days = Math.round((day(end) - day(start)) / 86400000) + 1;
  if (type === "CPD" && !(days > 0)) return null;
  const factor = { CPM: count.whole, CPMV: count.whole, CPC: count.whole, CPD: BigInt(days || 0), FlatRate: 1n }[type];
  if (factor === undefined) return null;
  const places = price.places + (type === "CPM" || type === "CPMV" ? 3 : 0);
  return halfEven(price.whole * factor * 10n ** BigInt(digits), 10n ** BigInt(places));
}

function halfEven(amount, unit) {
  const whole = amount / unit;
  const twice = (amount % unit) * 2n;
  if (twice > unit || (twice === unit && whole % 2n === 1n)) return whole + 1n;
  return whole;
}

// Minor units with separators: 425000n, 2 → "4,250.00".
export function group(minor, digits) {
  const text = minor.toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
  return digits ? `${whole}.${text.slice(-digits)}` : whole;
}

// Writes each line's cost and their sum into a form, and returns what to call after a change.
export function totals(form) {
  const digits = Number(form.dataset.digits);
  const total = document.getElementById("grid-total");
  const code = total.textContent.slice(0, 3);
  const update = () => {
    let sum = 0n;
    for (const output of form.querySelectorAll("output[id^='cost-']")) {
      const text = (name) => form.elements[`line.${output.id.slice(5)}.${name}`]?.value.trim() ?? "";
      const [start, end] = [text("start") || form.dataset.start, text("end") || form.dataset.end];
      const cost = lineCost({ type: text("rate_type"), rate: text("rate"), quantity: text("quantity"), start, end, digits });
      output.textContent = cost === null ? "" : group(cost, digits);
      sum += cost ?? 0n;
    }
    total.textContent = `${code} ${group(sum, digits)}`;
  };
  update();
  return update;
}
