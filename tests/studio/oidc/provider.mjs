// A real OpenID Provider on loopback: `node provider.mjs REDIRECT_URI` prints its issuer and answers until it is ended.
// Whoever types a name is that person. `unverified` has an address that nobody checked, `nameless` has none.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'studio',
        client_secret: 'a secret of the client',
        redirect_uris: [process.argv[2]],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    cookies: { keys: ['of the tests'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: `${id[0].toUpperCase()}${id.slice(1)} <of> the provider`,
        preferred_username: id,
        ...(id !== 'nameless' && { email: `${id}@example.com`, email_verified: id !== 'unverified' }),
      }),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
