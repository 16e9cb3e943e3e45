export const unsteady = 'the browser makes up the addresses of objects';

export const steps = {
  'links get the address of an object': () => {
    const url = URL.createObjectURL(new Blob(['words'], { type: 'text/plain' }));
    document.getElementById('blob').href = url;
    document.getElementById('drawn').setAttribute('href', url);
  },
  'a link is made and used as pages that save do': () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['more']));
    link.textContent = 'made';
    document.body.append(link);
  },
  'they lead elsewhere': () => {
    document.getElementById('blob').href = '/elsewhere';
    document.getElementById('data').removeAttribute('href');
  },
};

