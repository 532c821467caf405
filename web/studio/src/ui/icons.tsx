// The Studio's icons: strokes of one width on a grid of 20.
import type { ReactNode } from "react";

const shapes = {
  mesh: (
    <>
      <circle cx="10" cy="4" r="2" />
      <circle cx="4" cy="15" r="2" />
      <circle cx="16" cy="15" r="2" />
      <path d="M9 6 5 13M11 6l4 7M6 15h8" />
    </>
  ),
  documents: <path d="M5 3h7l3 3v11H5zM12 3v3h3M8 10h4M8 13h4" />,
  log: <path d="M4 5h1M4 10h1M4 15h1M8 5h8M8 10h8M8 15h5" />,
  members: (
    <>
      <circle cx="8" cy="7" r="3" />
      <path d="M2.5 16.5c.6-3 2.7-4.5 5.5-4.5s4.9 1.5 5.5 4.5M13 4.3a3 3 0 0 1 0 5.4M15 12.5c1.5.7 2.3 2 2.7 4" />
    </>
  ),
  invite: <path d="M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h2v2h-2zM15 15h2v2h-2z" />,
  doctor: <path d="M2 10h4l2-5 4 10 2-5h4" />,
  tasks: <path d="M3 4.5h14M3 10h14M3 15.5h14M6 3v3M12 8.5v3M8 14v3" />,
  light: (
    <>
      <circle cx="10" cy="10" r="3.5" />
      <path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4" />
    </>
  ),
  help: <path d="M7.5 7.5a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2 1-1.2 1.8M10 14.5v.1" />,
  plus: <path d="M10 4v12M4 10h12" />,
  minus: <path d="M4 10h12" />,
  remove: <path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6" />,
  edit: <path d="M4 16l.8-3.5L13 4.3l2.7 2.7-8.2 8.2zM11.5 5.8l2.7 2.7" />,
  close: <path d="M5 5l10 10M15 5L5 15" />,
  open: <path d="M7 4l6 6-6 6" />,
  copy: <path d="M7 7h9v10H7zM4 13V3h9" />,
  good: <path d="M4 10.5l4 4 8-9" />,
  poor: <path d="M10 3l7.5 13.5h-15zM10 8.5v3.5M10 14.3v.1" />,
  bad: <path d="M6 6l8 8M14 6l-8 8M10 1.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  );
}
