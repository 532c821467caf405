// libselvage: a program that is a peer of a mesh (docs/cpp.md). This is all of it; mesh.h is where
// to begin reading.
#pragma once

#include <selvage/error.h>
#include <selvage/mesh.h>
#include <selvage/pending.h>
#include <selvage/value.h>
