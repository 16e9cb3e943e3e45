export const steps = {
  'types at the end of a line': async (page) => {
    await page.locator('#rich p').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' And more');
    await page.mouse.move(630, 470);
  },
  'breaks the line': async (page) => {
    await page.keyboard.press('Enter');
    await page.keyboard.type('below');
  },
  'selects what was typed': (page) => page.keyboard.press('Shift+Home'),
  'makes it bold': (page) => page.keyboard.press('ControlOrMeta+b'),
  'deletes over elements': async (page) => {
    await page.evaluate(() => {
      const [first, second] = document.querySelectorAll('#rich p');
      getSelection().setBaseAndExtent(first.querySelector('b').firstChild, 2, second.querySelector('b').firstChild, 3);
    });
    await page.keyboard.press('Delete');
  },
  'undoes it': (page) => page.keyboard.press('ControlOrMeta+z'),
  'inserts by a command': (page) =>
    page.evaluate(() => {
      document.execCommand('insertHTML', false, '<i>put in</i>');
      document.execCommand('insertUnorderedList');
    }),
  'types into the plain one': async (page) => {
    await page.locator('#plain').focus();
    await page.keyboard.press('End');
    await page.keyboard.insertText(', typed');
  },
  'leaves it': () => document.activeElement.blur(),
};

export const unsteady = 'keys come when they do';
