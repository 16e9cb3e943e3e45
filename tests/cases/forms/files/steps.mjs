const file = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('content') });

export const steps = {
  'chooses a file': (page) => page.locator('#one').setInputFiles(file('secret-name.txt')),
  'chooses three': (page) => page.locator('#many').setInputFiles([file('a.txt'), file('b.txt'), file('c.txt')]),
  'chooses none': (page) => page.locator('#one').setInputFiles([]),
};

// The stage can say how many files were chosen, but can put none into a field.
export const differs = 'the names of files are not recorded';
