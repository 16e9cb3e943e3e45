export const steps = {
  'shows another object': () => {
    document.querySelector('object').data =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='90' height='30'%3E%3Crect width='90' height='30' fill='gold'/%3E%3C/svg%3E";
  },
};
