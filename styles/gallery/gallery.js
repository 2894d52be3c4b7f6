// The gallery: cards are made of the page's data as they come into view. All text is set as text,
// never as markup; the page's policy lets nothing but this script run.
'use strict';

const STEP = 24; // cards at a time: two screens of most

const byId = (id) => document.getElementById(id);
const list = byId('documents');
const controls = { q: byId('query'), kind: byId('kind'), state: byId('state'), order: byId('order') };

// A document: base, title, language, direction, kind, lead, essentials, facts, thumbnail,
// files [[format, rest of the address, bytes]], failures [[format, text]],
// messages [[severity, text, place]]; what is empty is left out.
const documents = Array.from(document.querySelectorAll('script[type="application/json"]'))
  .flatMap((block) => JSON.parse(block.textContent));

const size = (one) => (one.files || []).reduce((sum, file) => sum + file[2], 0);
const warnings = (one) => (one.messages || []).filter((message) => message[0] === 'warning').length;
const failures = (one) => (one.failures || []).length;

// --- Searching: case, accents and compatibility forms don't count -----------------------------

const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };
// Marks upon Latin, Greek, Cyrillic, Hebrew and Arabic letters; those of Indic scripts are vowels.
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u0655\u0670\u0640\u200b-\u200f\u2060]/g;

function fold(text) {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => LETTERS[letter]);
}

function words(one) {
  if (one.words === undefined) {
    const parts = [one.title, one.kind, one.name, one.lead, one.essentials, one.facts,
      (one.files || []).map((file) => file[0]), one.failures, (one.messages || []).map((message) => message[1])];
    one.words = fold(parts.flat(2).filter(Boolean).join('\n'));
  }
  return one.words;
}

// What the search needs is made while nobody waits.
const whenIdle = window.requestIdleCallback || ((work) => setTimeout(work, 50));
function prepare(start) {
  for (let at = start; at < Math.min(start + 200, documents.length); at += 1) words(documents[at]);
  if (start + 200 < documents.length) whenIdle(() => prepare(start + 200));
}

// --- Cards -------------------------------------------------------------------------------------

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function kilobytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

const FIRST = ['pdf', 'html', 'epub', 'docx'];
function address(one) {
  const files = one.files || [];
  const best = FIRST.map((name) => files.find((file) => file[0] === name)).find(Boolean) || files[0];
  return best ? one.base + best[1] : '';
}

function page(one, href) {
  const made = href ? element('a', { class: 'page', href }) : element('div', { class: 'page' });
  made.setAttribute('aria-hidden', 'true'); // the title is the same link
  made.setAttribute('tabindex', '-1');
  const drawn = () => {
    made.classList.add('drawn');
    made.replaceChildren(element('b', { lang: one.language || '' }, one.title));
    let hash = 7;
    for (const letter of one.title) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0;
    for (let column = 0; column < 12; column += 1) {
      hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0;
      const bar = document.createElement('i');
      bar.style.insetInlineStart = `${(column * 100) / 12}%`;
      bar.style.height = `${4 + ((hash >>> 20) % 28)}%`;
      bar.style.opacity = String(0.25 + ((hash >>> 12) % 3) * 0.25);
      made.append(bar);
    }
  };
  if (one.thumbnail) {
    const picture = element('img', { src: one.thumbnail, alt: '', loading: 'lazy', decoding: 'async' });
    picture.addEventListener('error', drawn);
    made.append(picture);
  } else {
    drawn();
  }
  return made;
}

function remarks(one) {
  const made = element('div', { class: 'remarks' });
  if (failures(one)) {
    const rows = one.failures.map(([format, text]) => {
      const row = element('p', {}, element('strong', {}, format ? `${format} failed: ` : 'Failed: '), text);
      return row;
    });
    made.append(element('div', { class: 'failures' }, ...rows));
  }
  if (one.messages) {
    const count = warnings(one);
    const notes = one.messages.length - count;
    const parts = [count && `${count} warning${count > 1 ? 's' : ''}`, notes && `${notes} note${notes > 1 ? 's' : ''}`];
    const summary = element('summary', count ? { class: 'warns' } : {}, parts.filter(Boolean).join(', '));
    const rows = one.messages.map(([severity, text, place]) => element('li', {}, text,
      element('small', {}, place ? `${severity}, ${place}` : severity)));
    made.append(element('details', {}, summary, element('ul', {}, ...rows)));
  }
  return made;
}

function card(one, number) {
  const href = address(one);
  const text = { lang: one.language || '' };
  const id = `document-${number}`;
  const title = element('h2', { id, ...text }, href ? element('a', { href }, one.title) : one.title);
  const body = element('div', { class: 'body' });
  body.append(element('p', { class: 'kind' }, one.kind || 'not read'), title);
  if (one.essentials) body.append(element('p', { class: 'essentials', ...text }, one.essentials.join(' · ')));
  if (one.lead) body.append(element('p', { class: 'lead', ...text }, one.lead));
  if (one.facts) {
    const rows = one.facts.map(([label, value]) => element('div', {}, element('dt', {}, label), element('dd', {}, value)));
    body.append(element('dl', { class: 'facts', ...text }, ...rows));
  }
  const made = element('article', { 'aria-labelledby': id, dir: one.direction || 'auto' }, page(one, href), body);
  if (one.files) {
    const links = one.files.map(([format, rest, bytes]) => element('li', {},
      element('a', { href: one.base + rest, 'aria-label': `${format}: ${one.title}` }, format.toUpperCase()),
      element('small', {}, kilobytes(bytes))));
    made.append(element('ul', { class: 'formats', dir: 'ltr', 'aria-label': 'Formats' }, ...links));
  }
  if (one.failures) made.classList.add('failed');
  if (one.failures || one.messages) made.append(remarks(one));
  return element('li', {}, made);
}

// --- What is shown -----------------------------------------------------------------------------

let shown = documents;
let drawn = 0;

function drawMore() {
  const next = shown.slice(drawn, drawn + STEP);
  list.append(...next.map((one, number) => card(one, drawn + number)));
  drawn += next.length;
  byId('more').parentElement.hidden = drawn >= shown.length;
}

const STATES = {
  warnings: (one) => warnings(one) > 0,
  failures: (one) => failures(one) > 0,
  sound: (one) => !warnings(one) && !failures(one),
};
const collator = new Intl.Collator(undefined, { numeric: true });
const ORDERS = {
  title: (one, other) => collator.compare(one.title, other.title),
  problems: (one, other) => failures(other) - failures(one) || warnings(other) - warnings(one),
  size: (one, other) => size(other) - size(one),
};

function count(number, what) {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}

function update() {
  const wanted = fold(controls.q.value).split(/\s+/).filter(Boolean);
  const { kind, state, order } = { kind: controls.kind.value, state: controls.state.value, order: controls.order.value };
  shown = documents.filter((one) => (!kind || one.kind === kind) && (!state || STATES[state](one))
    && wanted.every((word) => words(one).includes(word)));
  if (order) shown = shown.slice().sort(ORDERS[order]);
  drawn = 0;
  list.replaceChildren();
  drawMore();
  document.querySelector('.none').hidden = shown.length > 0;
  const failed = shown.filter((one) => failures(one)).length;
  const warned = shown.filter((one) => warnings(one)).length;
  const found = shown.length === documents.length ? count(shown.length, 'document')
    : `${shown.length.toLocaleString('en')} of ${count(documents.length, 'document')}`;
  byId('status').textContent = [found, warned && `${warned.toLocaleString('en')} with warnings`,
    failed && `${failed.toLocaleString('en')} with failures`].filter(Boolean).join(' · ');
}

// What is searched for stands in the address, so that "back" comes back to it.
function remember() {
  const asked = new URLSearchParams();
  for (const [name, control] of Object.entries(controls)) if (control.value) asked.set(name, control.value);
  try {
    window.history.replaceState(null, '', `#${asked}`);
  } catch { /* some browsers forbid it for files */ }
}

function recall() {
  const asked = new URLSearchParams(window.location.hash.slice(1));
  for (const [name, control] of Object.entries(controls)) control.value = asked.get(name) || '';
  for (const control of Object.values(controls)) if (control.selectedIndex === -1) control.selectedIndex = 0;
}

function change() {
  update();
  remember();
}

for (const kind of [...new Set(documents.map((one) => one.kind).filter(Boolean))].sort()) {
  controls.kind.append(element('option', { value: kind }, kind));
}
document.querySelector('form').hidden = false;
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
for (const control of Object.values(controls)) control.addEventListener('input', change);
byId('clear').addEventListener('click', () => {
  for (const control of Object.values(controls)) control.value = '';
  change();
  controls.q.focus();
});
byId('more').addEventListener('click', () => {
  const first = drawn;
  drawMore();
  const next = list.children[first] && list.children[first].querySelector('a');
  if (next) next.focus();
});
new IntersectionObserver((entries, observer) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting) {
      drawMore();
      observer.unobserve(target);
      observer.observe(target); // tells again whether the end is still near
    }
  }
}, { rootMargin: '1200px' }).observe(byId('more').parentElement);
document.addEventListener('keydown', (event) => {
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    controls.q.focus();
  }
});
recall();
update();
whenIdle(() => prepare(0));
