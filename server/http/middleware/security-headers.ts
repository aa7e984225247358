import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The headers of every answer. The content security policy allows files of our own and nothing else: no inline
 * script or style, no frame, no other site. Tests hold the pages to it in a real browser.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        // The scripts of the pages send the upload themselves, to show its progress.
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}
