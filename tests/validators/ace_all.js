// Usage: ace_all.js REPORT FILE... - Ace on each EPUB, in one browser; the report is a list of
// Ace's own reports, with {error} where Ace gave up.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const ace = require('@daisy/ace-core');
const browser = require('@daisy/ace-axe-runner-puppeteer');

const runner = { ...browser, launch: async () => {}, close: async () => {} };

async function reportOn(file) {
  // Ace writes its pages where it is told, else where it is.
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'ace-'));
  try {
    const options = { cwd: work, outdir: path.join(work, 'out'), tmpdir: path.join(work, 'tmp'), silent: true };
    const [, report] = await ace(file, options, runner);
    return report;
  } catch (error) {
    return { error: String((error && error.message) || error) };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

(async () => {
  const [report, ...files] = process.argv.slice(2);
  await browser.launch();
  try {
    const reports = [];
    for (const file of files) {
      reports.push(await reportOn(path.resolve(file)));
    }
    fs.writeFileSync(report, JSON.stringify(reports));
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
