/** The files that the editor starts with. */

export interface PosterFile {
  readonly name: string;
  readonly language: 'html' | 'css';
  readonly text: string;
}

export const POSTER: readonly PosterFile[] = [
  {
    name: 'poster.html',
    language: 'html',
    text: `<article class="poster">
  <p class="date">Friday, half past nine</p>
  <h1>Night of the Short Film</h1>

  <div class="reel">
    <i></i><i></i><i></i><i></i>
  </div>

  <p>
    Eleven films, none longer than a song,
    on the wall behind the bakery.
    Bring a chair and somebody to sit beside.
  </p>
  <p class="fee">Free, and so is the bread</p>
</article>
`,
  },
  {
    name: 'poster.css',
    language: 'css',
    text: `:root {
  --night: #1d2440;
  --lamp: #f6b93b;
  --brick: #d9573b;
}

body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  background: var(--night);
  color: #fdf6e7;
  font: 17px/1.5 "Helvetica Neue", Arial, sans-serif;
}

.poster {
  padding: 9vw;
  display: grid;
  gap: 22px;
  align-content: center;
}

h1 {
  margin: 0;
  max-width: 9ch;
  font-size: clamp(34px, 11vw, 64px);
  line-height: 0.95;
  letter-spacing: -0.04em;
}

p { margin: 0; max-width: 34ch; }

.date, .fee { color: var(--lamp); font-weight: 700; }

/* Four holes make a reel. */
.reel {
  width: 150px;
  aspect-ratio: 1;
  padding: 22px;
  box-sizing: border-box;
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 14px;
  border-radius: 50%;
  background: var(--brick);
  animation: turn 24s linear infinite;
}

.reel i { border-radius: 50%; background: var(--night); }

@keyframes turn { to { rotate: 1turn; } }
`,
  },
];
