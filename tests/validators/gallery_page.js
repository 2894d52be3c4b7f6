// Usage: gallery_page.js REQUEST - opens a page in Chromium and does to it what REQUEST, a JSON file, asks:
// {url, script: false to run none, width, scheme, steps: [[what, ...]]}. It answers on standard output:
// {answers: one a step, problems: what the page complains of, requests: what it asks for}.
'use strict';

const fs = require('fs');
const puppeteer = require('puppeteer');

const AXE = fs.readFileSync(require.resolve('@daisy/axe-core-for-ace/axe.min.js'), 'utf8');
const SETTLED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

const STEPS = {
  // What an expression is in the page.
  get: (page, expression) => page.evaluate(expression),
  // Types into the control that has the focus, or is named.
  type: async (page, text, selector) => {
    if (selector) await page.focus(selector);
    await page.keyboard.type(text);
    return page.evaluate(SETTLED);
  },
  press: async (page, key) => {
    await page.keyboard.press(key);
    return page.evaluate(SETTLED);
  },
  choose: (page, selector, value) => page.select(selector, value),
  // Sets the search at once; the milliseconds until its answer is on the screen.
  search: (page, text) => page.evaluate(`(async () => {
    const control = document.querySelector('#query');
    control.value = ${JSON.stringify(text)};
    const begin = performance.now();
    control.dispatchEvent(new Event('input'));
    await ${SETTLED};
    return performance.now() - begin;
  })()`),
  reload: async (page) => { await page.reload({ waitUntil: 'load' }); },
  screenshot: async (page, path) => { await page.screenshot({ path }); },
  // What axe finds against WCAG 2.2 AA and its own best practices.
  axe: async (page) => {
    await page.evaluate(AXE);
    const { violations } = await page.evaluate('axe.run(document)');
    return violations.map((found) => `${found.impact} ${found.id} ${found.nodes[0].html}`);
  },
};

async function answer(browser, { url, script = true, width = 1200, scheme = 'light', steps }) {
  const page = await browser.newPage();
  const problems = [];
  const requests = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`));
  page.on('dialog', (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => requests.push(request.url()));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(url, { waitUntil: 'load' });
  const answers = [];
  for (const [what, ...rest] of steps) answers.push((await STEPS[what](page, ...rest)) ?? null);
  return { answers, problems, requests };
}

(async () => {
  const request = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const browser = await puppeteer.launch({
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  try {
    process.stdout.write(JSON.stringify(await answer(browser, request)));
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
