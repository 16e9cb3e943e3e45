export const steps = {
  'points move on': () => draw(1, 40),
  'points move on again': () => draw(2, 40),
  'a point comes': () => draw(2, 41),
  'another point comes': () => draw(2, 42),
  'points move back, by several': () => draw(-1, 42),
  'points go': () => draw(-1, 20),
};
