const field = (name) => `[name=${name}]`;

export const steps = {
  'types into text fields': async (page) => {
    for (const name of ['text', 'search']) await page.locator(field(name)).pressSequentially(`some ${name}`);
    await page.locator(field('email')).fill('someone@example.test');
    await page.locator(field('tel')).fill('+43 1 234');
    await page.locator(field('url')).fill('https://example.test/');
  },
  'chooses numbers, dates and colours': async (page) => {
    await page.locator(field('number')).fill('12');
    await page.locator(field('date')).fill('2024-02-29');
    await page.locator(field('time')).fill('12:34');
    await page.locator(field('color')).fill('#aabbcc');
    await page.locator(field('range')).press('ArrowRight');
  },
  'checks and chooses': async (page) => {
    await page.locator(field('checkbox')).check();
    await page.locator(field('one')).last().check();
    await page.locator(field('select')).selectOption('blue');
    await page.locator(field('multiple')).selectOption(['north', 'south']);
  },
  'writes into the middle of a text area': async (page) => {
    await page.locator(field('area')).press('Home');
    await page.locator(field('area')).pressSequentially('more ');
  },
  'deletes and pastes': async (page) => {
    await page.locator(field('text')).press('Backspace');
    await page.locator(field('text')).press('ControlOrMeta+a');
    await page.keyboard.insertText('pasted');
  },
};

export const unsteady = 'keys come when they do';
