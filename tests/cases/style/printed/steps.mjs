export const steps = {
  'the page is shown as for paper': (page) => page.emulateMedia({ media: 'print' }),
  'a rule comes': () => {
    document.styleSheets[0].insertRule('@media print { u { font-size: 30px } }');
    document.getElementById('late').media = 'print';
  },
  'it is shown as for a screen again': (page) => page.emulateMedia({ media: 'screen' }),
};
