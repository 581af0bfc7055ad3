#pragma once

#include "reconciler/desired/opta/options.h"
#include "reconciler/desired/opta/words.h"

#include <string>
#include <string_view>
#include <vector>

namespace pgberth::opta {

/// One of the `environments:` of a service file.
struct Parent {
  std::string name{};
  std::string file{};  ///< Its own file as the tree would name it; "" where that is elsewhere.
  SourcePos at{};
  ValuePtr node{};
};

struct Module {
  std::string name{};
  std::string type{};
  ValuePtr node{};
  SourcePos at{};
  Findings findings{};  ///< About whatever uses it.
};

/// One Opta file, as it is read in one environment.
struct Layer {
  std::string file{};
  ValuePtr root{};
  SourcePos at{};      ///< Of its name.
  std::string name{};  ///< Also the namespace; "" when it cannot be used.
  std::vector<Parent> parents{};
  std::vector<Module> modules{};   ///< Each name once.
  const Parent* parent = nullptr;  ///< The one that is read, of `parents`.
  bool selected = true;            ///< False: not for this environment.
  bool ambiguous = false;          ///< Several environments, and nobody says which.
  Words words{};
  std::optional<Cloud> cloud{};  ///< By its own and its parent's providers, else its modules.
};

/// Whether a postgres module of some cloud, a service that links give credentials to.
bool is_postgres(std::string_view type);
bool is_service(std::string_view type);

/// That `file` is left out, and why.
Finding not_values(const std::string& file, std::string what);

/// The file as a layer, without what depends on other files. Nothing, with a note, when it is no
/// Opta file, or one in the layout of before 0.2.
std::optional<Layer> layer_of(const std::string& file, const ValuePtr& root, Findings& findings);

/// Decides for each of `layers` which environment it is read in, what its placeholders stand for
/// and on which cloud it is, and reads its name and modules.
void settle(std::vector<Layer>& layers, const Options& options, const EnvironmentName& environment,
            Findings& findings);

}  // namespace pgberth::opta
