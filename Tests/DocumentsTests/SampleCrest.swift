import Foundation

extension Samples {
    /// A shield that is no region's: a PNG image drawn for these tests.
    static let crest = [UInt8](Data(base64Encoded: encodedCrest) ?? Data())

    private static let encodedCrest = """
        iVBORw0KGgoAAAANSUhEUgAAAKAAAAC4CAMAAABTlBfpAAAAFVBMVEX///8LL1weXqdXeYh1h3aknVzxwTBSP0JOAAAAAXRSTlMA\
        QObYZgAAAz5JREFUeNrt3YtugzAMBVCM4/z/J09Vq7W0FBK/i2xp0tRN7OgmPAYGlqWqKkFB1ipgAT9qXef+gvD3N8D1UfD4Wl8/\
        uX2P60vB/89h3Xz7/tm6XRx8X/5mKQfAJLUzxPl8P5ZgDfHlEyzgtYC1oa45WMCagwWUALE21DUHDYAZfTXEtScpYAELqAlEbET9\
        VkQNMddmBu+ybTVMkuCu7l6E8cDWj4tigdTPq8UBWx8rigFiHy8MWIupzxR5J4h9ttA1wXnfrFCWYOucarM+NpDnYwiZQK5vSiiY\
        g3zfjJCfIHZJoTlQ5hsXsoFdWsZAEgPJdCXBLi+0TLBr1MipRuaGuqkAm36CqBng2HrCSpCUgGQF7N0tQtYcbGrAZpNg794RzgFR\
        EYgWG2pSBJJFgr17jvE8EFWBqD/EpAps+gn27jrG1wOiMhCngei1G+ECV19g0waSMpCyA/ss0HklviAQCvhjQNI+5KfsCabcDuIv\
        7UniDxYgO7AOWKVA3+Mt0k8Q/afgxf4vzn9mIfrcTK6zW8A5y5/+/CD6BXjVc9SxZ/lHhGmvk9hdadIGRl6rGxN6Xe0EdkuA0/Vi\
        PnB1GeA34LK69QSwOgImuypcuj72gHByLda1b2YGGNF5BDKgfe/WO3D+ribLnp7PEWb0vxn3D+4D53ocLTswQQNo2cP6CeT12Tb9\
        teObj9stT+qjuz8FBe38TTm9bwkKutH1e/n3fLI7InTvhtgN8H5AI7qpBOl5P4noVo19YJ5717748gOzCL/6CjjjgyWt8MCXAngU\
        YCLhyVPqkg7wc3cCeYHREZ76FggVwjkwVDjiCx3kIV9ghGMBxglHfVHCcV/QNJwHyoVo5IsY5Dnf86mdWX3eGc77fIUcn+cgs3yO\
        QmACvYRsn5NQ4HMRinz2QhD6Xh6znDI/ayEo+CyHWYdnJ1Tz2Qzz/yJ1n4qvxUNQzM9CqO3TJurzFIRoGZ/yAaKN7/Xh/blmnyYR\
        bH1ioblPRvTgbV8jweTZ+phERx5L6Ot7e11IQt5ciiG8cWIY7/21MKc8f9/5VIzmHacIGXgHKWbh7acImXifxHS8gxc9LYkqOe/T\
        uKSs5LwHcU3Mq8pYf2ZQ+xbJM7AnAAAAAElFTkSuQmCC
        """
}
