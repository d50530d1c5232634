// Starts GraphiQL on this server's own /graphql, with example queries in its tabs.
// Tab names come from the operation names. Sections that need an account say so.
(function () {
  'use strict';

  var frontPage = `# The latest threads, with their essays and authors.
# Run it with the play button or Ctrl-Enter.
# Nobody has to be signed in to read.
query FrontPage {
  threads(
    first: 10
    orderBy: { field: LAST_ACTIVITY_AT, direction: DESC }
  ) {
    totalCount
    nodes {
      id
      title
      language
      replyCount
      lastActivityAt
      author { handle displayName }
      essay { slug title }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

  var twoLanguages = `# One essay in two languages, with everyone who
# worked on each edition. An alias (english:, chinese:)
# lets one field be asked for twice.
query EssayInTwoLanguages {
  essay(slug: "the-long-table") {
    originalLanguage
    originCountry
    english: edition(language: "en") { ...EditionParts }
    chinese: edition(language: "zh-Hans") { ...EditionParts }
  }
}

fragment EditionParts on Edition {
  language
  title
  publishedAt
  credits { role name user { handle } }
  body
}
`;

  var threadTree = `# The liveliest thread of an essay. Its replies come in
# reading order: each one after its parent, and "depth"
# says how far to indent it.
#
# To open another thread, take an id from FrontPage:
#   thread(id: "<the id>") { ...ThreadParts }
query ThreadWithReplies {
  essay(slug: "the-long-table") {
    threads(
      first: 1
      orderBy: { field: LAST_ACTIVITY_AT, direction: DESC }
    ) {
      nodes { ...ThreadParts }
    }
  }
}

fragment ThreadParts on Thread {
  id
  title
  body
  author { displayName }
  viewerCanReply
  replies(first: 50) {
    totalCount
    nodes {
      id
      depth
      parent { id }
      author { displayName }
      language
      body
    }
  }
}
`;

  var proposals = `# Open proposals with their tallies, most agreed first.
# "viewerVote" is there when you are signed in.
query ProposalsByAgreement {
  proposals(
    first: 10
    states: [OPEN]
    orderBy: { field: AGREEMENT, direction: DESC }
  ) {
    nodes {
      id
      title
      essay { slug }
      author { displayName }
      tally { agree disagree pass total }
      viewerCanVote
      viewerVote { stance reason }
      closesAt
    }
  }
}
`;

  var signIn = `# Signs in with the login and password below (those
# of a demo account). Then copy accessToken from the
# answer into the tab "Headers", like this:
#   {"Authorization": "Bearer <accessToken>"}
# Each query tab has its own headers. They are gone
# when the page is closed.
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    user { handle displayName role }
    session { accessToken accessTokenExpiresAt }
  }
}
`;

  var castVote = `# Needs the Authorization header (see SignIn).
# Variables:
#   proposalId  an "id" from ProposalsByAgreement
#   stance      AGREE, DISAGREE or PASS
#   reason      may be left out
# Voting again changes your vote.
mutation CastVote($input: CastVoteInput!) {
  castVote(input: $input) {
    vote { stance reason castAt }
    proposal { title tally { agree disagree pass total } }
  }
}
`;

  var postReply = `# Needs the Authorization header (see SignIn).
# Variables:
#   threadId  an "id" from FrontPage
#   parentId  the reply you answer; null answers the
#             thread itself
#   language  the language you write in
mutation PostReply($input: PostReplyInput!) {
  postReply(input: $input) {
    reply {
      id
      depth
      language
      bodyHtml
      author { displayName }
      thread { title replyCount }
    }
  }
}
`;

  function json(value) { return JSON.stringify(value, null, 2); }
  var paste = json({ Authorization: 'Bearer ' });

  var tabs = [
    { query: frontPage },
    { query: twoLanguages },
    { query: threadTree },
    { query: proposals },
    { query: signIn, variables: json({ input: { login: 'mei', password: 'teahouse-demo' } }) },
    {
      query: castVote,
      variables: json({
        input: {
          proposalId: 'an id from ProposalsByAgreement',
          stance: 'AGREE',
          reason: 'It starts small, and anyone can join.'
        }
      }),
      headers: paste
    },
    {
      query: postReply,
      variables: json({
        input: {
          threadId: 'an id from FrontPage',
          parentId: null,
          body: 'Thank you. I had *not* thought of it that way.',
          language: 'en'
        }
      }),
      headers: paste
    }
  ];

  // What GraphiQL may keep. Its history notes headers and variables, so access tokens and
  // passwords: that stays in memory. Edited tabs (without headers) survive a reload and end
  // with the browser tab. Only the look of the page (theme, pane sizes) is kept for longer.
  var memory = {};
  var inMemory = {
    getItem: function (key) { return Object.hasOwn(memory, key) ? memory[key] : null; },
    setItem: function (key, value) { memory[key] = String(value); },
    removeItem: function (key) { delete memory[key]; }
  };
  function browserStorage(name) {
    try { return window[name] || inMemory; } catch (_) { return inMemory; /* switched off */ }
  }
  var forReload = ['graphiql:tabState', 'graphiql:query', 'graphiql:variables', 'graphiql:operationName'];
  var forLonger = /^graphiql:(theme|visiblePlugin|\w*Flex)$/;
  function shelf(key) {
    if (forReload.indexOf(key) >= 0) return browserStorage('sessionStorage');
    if (forLonger.test(key)) return browserStorage('localStorage');
    return inMemory;
  }
  var storage = {
    get length() { return Object.keys(memory).length; },
    getItem: function (key) { return shelf(key).getItem(key); },
    setItem: function (key, value) { shelf(key).setItem(key, value); },
    removeItem: function (key) { shelf(key).removeItem(key); },
    clear: function () {
      memory = {};
      forReload.forEach(function (key) { browserStorage('sessionStorage').removeItem(key); });
    }
  };

  var restore = document.getElementById('restore');
  restore.hidden = false;
  restore.addEventListener('click', function () {
    storage.clear();
    window.location.reload();
  });

  var root = ReactDOM.createRoot(document.getElementById('explorer'));
  root.render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: '/graphql', enableIncrementalDelivery: false }),
      defaultTabs: tabs,
      storage: storage,
      isHeadersEditorEnabled: true,
      defaultEditorToolsVisibility: true,
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false
    })
  );
})();
