#pragma once

#include "reconciler/desired/opta/layer.h"
#include "reconciler/model/place.h"

#include <map>
#include <string>
#include <vector>

namespace pgberth::opta {

/// One link of a service to a postgres module.
struct Link {
  const Module* module;
  SourcePos at{};
  std::map<Field, std::string> names{};  ///< Key of the entry by field; empty: refused.
  bool renamed = false;                  ///< The values chose the keys.
};

struct Links {
  std::vector<Link> to_postgres{};
  Findings findings{};  ///< An error among them is about everything the service asks for.
};

/// The links of `service` to postgres modules of its layer; those to other modules are left out.
///
/// Accepted are `- db`, `- db: []` and `- db: [{db_user: …, db_host: …, db_name: …, db_password:
/// …}]` with all four fields and no other, each renamed to a text of its own that can be a key.
/// Everything else is E224, also a link to nothing in this file and a list that is none.
Links links_of(const Module& service, const Layer& layer);

}  // namespace pgberth::opta
